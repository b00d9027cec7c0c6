package dev.retort.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The machine under examination. Tests put a directory in the place of `/`.
///
/// @param root where `proc` and `sys` lie: `/`
/// @param environment the variables of the process
/// @param home the person's own directory
/// @param temporary where libraries unpack their native parts
/// @param cores processors that this process may use
public record Machine(Path root, Map<String, String> environment, Path home, Path temporary, int cores) {
    public Machine {
        environment = Map.copyOf(environment);
    }

    /// This machine, as this process sees it.
    public static Machine here(Map<String, String> environment) {
        return new Machine(Path.of("/"), environment, Path.of(System.getProperty("user.home")),
                Path.of(System.getProperty("java.io.tmpdir")), Runtime.getRuntime().availableProcessors());
    }

    /// The text of a file below the root, empty if it is not there or not ours to read.
    Optional<String> read(String file) {
        try {
            return Optional.of(Files.readString(root.resolve(file)));
        } catch (IOException | SecurityException absent) {
            return Optional.empty();
        }
    }

    /// The value of the line `name: value` in a file such as `proc/meminfo`.
    Optional<String> line(String file, String name) {
        return read(file).flatMap(text -> text.lines().filter(line -> line.startsWith(name))
                .filter(line -> line.substring(name.length()).stripLeading().startsWith(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst());
    }

    /// A variable that is set to something.
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /// Where a program lies on the PATH.
    Optional<Path> program(String name) {
        for (String directory : variable("PATH").orElse("").split(File.pathSeparator)) {
            if (!directory.isBlank() && Files.isExecutable(Path.of(directory).resolve(name))) {
                return Optional.of(Path.of(directory).resolve(name));
            }
        }
        return Optional.empty();
    }
}
