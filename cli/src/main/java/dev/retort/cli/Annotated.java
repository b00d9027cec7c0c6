package dev.retort.cli;

import dev.retort.store.Store;
import dev.retort.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// What commands share that read what teachers have answered.
final class Annotated {
    private Annotated() {}

    /// @throws IllegalArgumentException if nothing has been asked yet
    static Store open(Workspace workspace) {
        Path database = workspace.dir().resolve("retort.db");
        if (!Files.exists(database)) {
            throw new IllegalArgumentException(
                    "%s: nothing is annotated yet; run 'retort annotate' first".formatted(database));
        }
        return Store.open(database);
    }

    /// @throws ParameterException if the workspace names no such teacher
    static void requireTeacher(String name, Workspace workspace, CommandLine command) {
        List<String> names = workspace.teachers().stream().map(ask -> ask.teacher().name()).toList();
        if (!names.contains(name)) {
            throw new ParameterException(command,
                    "no teacher '%s' in retort.yaml; there are: %s".formatted(name, String.join(", ", names)));
        }
    }
}
