package dev.retort.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// A file that appears whole or not at all: written beside its place under a temporary name, synced and renamed. A
/// target that exists and is no regular file (a pipe, `/dev/null`) is written to directly.
final class WholeFile implements RowTarget {
    private final Path target;
    private final Path part;
    private Optional<OutputStream> stream = Optional.empty();
    private boolean committed;

    private WholeFile(Path target, Path part) {
        this.target = target;
        this.part = part;
    }

    static WholeFile at(Path target) {
        Path absolute = target.toAbsolutePath();
        if (Files.isDirectory(absolute)) {
            throw DataException.fatal(Problem.of(target.toString(), "is a directory; name a file in it"));
        }
        Path directory = absolute.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw DataException.fatal(
                    Problem.of(target.toString(), "the directory %s does not exist; make it".formatted(directory)));
        }
        boolean direct = Files.exists(absolute) && !Files.isRegularFile(absolute);
        Path part = directory
                .resolve("." + absolute.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        return new WholeFile(target, direct ? absolute : part);
    }

    /// The file to write to.
    Path part() {
        return part;
    }

    OutputStream stream() {
        try {
            OutputStream opened = Files.newOutputStream(part, StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
            stream = Optional.of(opened);
            return opened;
        } catch (IOException failure) {
            throw unwritable(failure);
        }
    }

    @Override
    public String shown() {
        return target.toString();
    }

    @Override
    public void commit() {
        try {
            closeStream();
            if (!direct()) {
                try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                Files.move(part, target.toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
            committed = true;
        } catch (IOException failure) {
            throw unwritable(failure);
        }
    }

    @Override
    public void close() {
        try {
            closeStream();
        } catch (IOException failure) {
            if (committed) {
                throw unwritable(failure);
            }
        } finally {
            if (!committed && !direct()) {
                try {
                    Files.deleteIfExists(part);
                } catch (IOException ignored) {
                    // The part is all that stays; the failure that led here is the one to tell.
                }
            }
        }
    }

    private void closeStream() throws IOException {
        if (stream.isPresent()) {
            OutputStream open = stream.get();
            stream = Optional.empty();
            open.close();
        }
    }

    private boolean direct() {
        return part.equals(target.toAbsolutePath());
    }

    DataException unwritable(Exception failure) {
        return unwritable(shown(), failure);
    }

    static DataException unwritable(String shown, Exception failure) {
        String reason = switch (failure) {
            case java.nio.file.AccessDeniedException _ -> "no permission to write in its directory";
            case java.nio.file.FileSystemException system when system.getReason() != null -> system.getReason();
            default -> String.valueOf(failure.getMessage());
        };
        return DataException.fatal(Problem.of(shown, "cannot be written: " + reason), failure);
    }
}
