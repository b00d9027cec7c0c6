package dev.retort.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Files that are whole or absent, also after a power cut.
public final class DurableFiles {
    private DurableFiles() {}

    /// Writes under a temporary name, syncs, renames.
    public static void write(Path file, String content) throws IOException {
        Path whole = file.resolveSibling(".%s.%d.tmp".formatted(file.getFileName(), ProcessHandle.current().pid()));
        try {
            Files.writeString(whole, content);
            sync(whole);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    /// Brings a file's content, or a directory's list of names, to the disk.
    public static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Brings every file below a directory, and the directories, to the disk.
    public static void syncTree(Path directory) throws IOException {
        for (Path path : tree(directory)) {
            sync(path);
        }
    }

    /// Deletes a directory with all it holds; nothing happens if there is none.
    public static void deleteTree(Path directory) throws IOException {
        if (Files.exists(directory)) {
            for (Path path : tree(directory)) {
                Files.delete(path);
            }
        }
    }

    /// Children before their parents.
    private static List<Path> tree(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
