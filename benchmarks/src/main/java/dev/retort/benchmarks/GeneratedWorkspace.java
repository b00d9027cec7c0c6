package dev.retort.benchmarks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A workspace with made-up texts and one teacher at the load host.
///
/// @param dir the workspace's directory
/// @param errors where the program's standard error is kept
record GeneratedWorkspace(Path dir, Path errors) {
    private static final String TASK = """
            version: 1
            name: benchmark
            task:
              instruction: Is this good or bad news for the company's shareholders?
              labels: [positive, negative]
            data:
              files: [{path: texts.csv, label-source: model}]
            """;

    /// @param teacher further keys of the teacher
    /// @param annotate the keys of `annotate`
    static GeneratedWorkspace make(Path dir, int texts, URI host, String teacher, String annotate) throws IOException {
        removeAll(dir);
        Files.createDirectories(dir);
        Files.writeString(dir.resolve("retort.yaml"),
                "%steachers:\n  - {name: bench, host: openai, base-url: '%s', model: mock, %s}\nannotate: {%s}\n"
                        .formatted(TASK, host, teacher, annotate));
        try (BufferedWriter csv = Files.newBufferedWriter(dir.resolve("texts.csv"))) {
            csv.write("id,text,split\n");
            for (int i = 0; i < texts; i++) {
                csv.write("t%07d,%s,train\n".formatted(i, text(i)));
            }
        }
        return new GeneratedWorkspace(dir, dir.resolve("stderr.txt"));
    }

    /// Like the sentences of the peers' prompts, some longer.
    private static String text(int number) {
        return "Operating profit rose to EUR %d mn from EUR %d mn%s .".formatted(number, number / 2 + 7,
                List.of("", " in the third quarter", " as net sales grew in all of its markets",
                        " while the margin fell because raw materials were dearer than in the year before")
                        .get(number % 4));
    }

    String path() {
        return dir.toString();
    }

    Path database() {
        return dir.resolve("retort.db");
    }

    static void removeAll(Path dir) throws IOException {
        if (!Files.exists(dir)) {
            return;
        }
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
