package dev.retort.workspace;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// Paths written in the workspace file, relative to its directory.
final class Paths {
    private Paths() {}

    /// An existing, readable file.
    ///
    /// @param report is told what is wrong
    static Optional<Path> resolve(Path dir, String text, Consumer<String> report) {
        Path path;
        try {
            path = dir.resolve(text).normalize();
        } catch (InvalidPathException _) {
            report.accept("'%s' is no path".formatted(text));
            return Optional.empty();
        }
        if (!Files.exists(path)) {
            report.accept("file '%s': no such file; correct the path or put the file there".formatted(text));
        } else if (Files.isDirectory(path)) {
            report.accept("file '%s': is a directory; name a file in it".formatted(text));
        } else if (!Files.isReadable(path)) {
            report.accept("file '%s': may not be read; change its permissions".formatted(text));
        } else {
            return Optional.of(path);
        }
        return Optional.empty();
    }
}
