package dev.retort.pipeline;

import dev.retort.store.Store;
import dev.retort.store.StudentRecord;
import dev.retort.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/// Where students are.
public final class Students {
    private Students() {}

    /// The student last trained, if there is one.
    public static Optional<StudentRecord> newest(Store store) {
        return store.students().stream()
                .max(Comparator.comparing(StudentRecord::createdAt).thenComparing(StudentRecord::name));
    }

    /// A student's directory as people name it: itself, or the workspace whose newest student is meant.
    ///
    /// @throws RunException if there is neither
    public static Path find(Path named) {
        if (Files.isRegularFile(named.resolve("config.json"))) {
            return named;
        }
        if (!Files.isRegularFile(named.resolve(Workspace.FILE))) {
            throw new RunException(
                    "%s: neither a student (no config.json) nor a workspace (no retort.yaml); name one of them"
                            .formatted(named));
        }
        Path database = named.resolve("retort.db");
        if (!Files.exists(database)) {
            throw untrained(named);
        }
        try (Store store = Store.open(database)) {
            return newest(store).map(student -> named.resolve(student.directory()))
                    .orElseThrow(() -> untrained(named));
        }
    }

    private static RunException untrained(Path workspace) {
        return new RunException("%s: no student has been trained yet; run 'retort run %s' first".formatted(workspace,
                workspace));
    }
}
