package dev.retort.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A workspace that is done in seconds: made-up reviews and a base model of two small layers.
///
/// @param dir the workspace's directory
record TinyWorkspace(Path dir) {
    static final String CSV_HEADER = "id,text,label,split\n";
    private static final List<String> GOOD = List.of("profit rose", "sales grew", "margins improved", "orders doubled");
    private static final List<String> BAD = List.of("profit fell", "sales shrank", "margins eroded", "orders halved");

    /// @param teachers the YAML below `teachers:`, indented by two
    static TinyWorkspace in(Path dir, String teachers) throws IOException {
        var workspace = new TinyWorkspace(Files.createDirectories(dir));
        workspace.write("retort.yaml", yaml(teachers, "expert"));
        workspace.write("texts.csv", texts(60, true));
        return workspace;
    }

    /// A workspace that replays a recording of one simple and one chain-of-thought teacher.
    static TinyWorkspace replaying(Path dir) throws IOException {
        TinyWorkspace workspace = in(dir, """
                  - {name: simple, host: replay, recording: answers.jsonl, model: m, prompt: simple, votes: 1, priced-as: gpt-4o-mini}
                  - {name: cot, host: replay, recording: answers.jsonl, model: m, prompt: cot, votes: 3, priced-as: gpt-4o-mini}
                """);
        workspace.write("answers.jsonl", recording(60));
        return workspace;
    }

    static String yaml(String teachers, String labelSource) {
        return """
                version: 1
                name: tiny
                task:
                  instruction: Is this good or bad news?
                  labels: [good, bad]
                data:
                  files:
                    - path: texts.csv
                      label-source: %s
                teachers:
                %sannotate: {in-flight: 8, attempts: 6, timeout: 5s}
                student: {base: '%s', epochs: 2, learning-rate: 1e-3, max-seq-length: 32, batch-size: 8}
                """.formatted(labelSource, teachers, base());
    }

    /// Golden reference model of two layers, kept with the tests of `train`.
    static Path base() {
        return root().resolve("train/src/test/resources/golden/bert");
    }

    static Path root() {
        return Path.of(System.getProperty("retort.root", "..")).toAbsolutePath().normalize();
    }

    static boolean isGood(int number) {
        return number % 2 == 0;
    }

    static String id(int number) {
        return "t%03d".formatted(number);
    }

    static String text(int number) {
        List<String> words = isGood(number) ? GOOD : BAD;
        return "Company %d says %s in quarter %d".formatted(number, words.get(number / 2 % words.size()),
                number % 4 + 1);
    }

    /// Every third text is for testing.
    static String texts(int count, boolean labelled) {
        var csv = new StringBuilder(CSV_HEADER);
        for (int number = 0; number < count; number++) {
            csv.append("%s,%s,%s,%s\n".formatted(id(number), text(number),
                    labelled ? isGood(number) ? "good" : "bad" : "", number % 3 == 2 ? "test" : "train"));
        }
        return csv.toString();
    }

    static String recording(int count) {
        var lines = new StringBuilder();
        for (int number = 0; number < count; number++) {
            String label = isGood(number) ? "good" : "bad";
            lines.append("{\"id\":\"%s\",\"teacher\":\"m\",\"prompt\":\"simple\",\"vote\":1,\"answer\":\"%s\"}\n"
                    .formatted(id(number), number % 10 == 0 ? "bad" : label));
            for (int vote = 1; vote <= 3; vote++) {
                lines.append(
                        "{\"id\":\"%s\",\"teacher\":\"m\",\"prompt\":\"cot\",\"vote\":%d,\"answer\":\"{\\\"reason\\\": \\\"because %d\\\", \\\"label\\\": \\\"%s\\\"}\"}\n"
                                .formatted(id(number), vote, vote, number % 7 == 0 && vote == 3 ? "bad" : label));
            }
        }
        return lines.toString();
    }

    Path file(String name) {
        return dir.resolve(name);
    }

    void write(String name, String content) throws IOException {
        Files.writeString(dir.resolve(name), content, StandardCharsets.UTF_8);
    }
}
