package dev.retort.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The smallest workspace, which tests add to.
final class LeastWorkspace {
    /// The least that a workspace file must say.
    static final String LEAST = """
            version: 1
            task:
              instruction: Decide.
              labels: [positive, negative]
            data:
              files: [texts.csv]
            teachers:
              - {name: a, host: replay, recording: answers.jsonl, model: m}
            """;

    private LeastWorkspace() {}

    /// Writes the files that it names: two labelled texts, and no answers yet.
    static void writeFiles(Path dir) throws IOException {
        Files.writeString(dir.resolve("texts.csv"), "id,text,label\n1,good,positive\n2,bad,negative\n");
        Files.writeString(dir.resolve("answers.jsonl"), "");
    }
}
