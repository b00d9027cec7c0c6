package dev.retort.pipeline;

import dev.retort.store.StudentRecord;
import dev.retort.train.Fit;
import java.io.IOException;
import java.nio.file.Path;

/// Turns a finished fine-tuning into a student directory.
final class StudentExport {
    private StudentExport() {}

    static StudentRecord write(OpenWorkspace open, Fit fit, Path base, String name, RunListener listener)
            throws IOException {
        throw new IOException("not there yet");
    }

    static void discard(Path work) throws IOException {}
}
