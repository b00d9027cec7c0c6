package dev.retort.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What lies in a directory: every path with size, time of change and a hash of its content.
final class Snapshot {
    private Snapshot() {}

    static Map<String, String> of(Path dir) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(dir)) {
            for (Path path : all.toList()) {
                files.put(dir.relativize(path).toString(), Files.isDirectory(path)
                        ? "directory"
                        : "%s %d".formatted(Files.getLastModifiedTime(path),
                                java.util.Arrays.hashCode(Files.readAllBytes(path))));
            }
        }
        return files;
    }
}
