package dev.retort.pipeline;

import dev.retort.files.DurableFiles;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// What was predicted of a file so far, kept beside the output as `.NAME.predicted`, so that a run that was killed goes
/// on where it was.
///
/// The first line says which student predicted which columns; then one line for each row, in order: a digest of its text
/// and the predicted cells. What another student said, and everything from the first text on that differs, is dropped.
/// Not for several threads; one process at a time.
final class PredictionJournal implements AutoCloseable {
    private static final int DIGITS = 24;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final FileChannel channel;
    private final Fingerprint digest = new Fingerprint();
    private Optional<InputStream> kept;
    private long end;
    private long known;

    private PredictionJournal(Path file, FileChannel channel, Optional<InputStream> kept, long end) {
        this.file = file;
        this.channel = channel;
        this.kept = kept;
        this.end = end;
    }

    /// Opens the journal of an output, or begins it.
    ///
    /// @param student which one predicts; another one's predictions are dropped
    /// @throws RunException if another process writes it, or it cannot be written
    static PredictionJournal open(Path output, String student, List<String> columns) {
        Path file = output.toAbsolutePath().resolveSibling(".%s.predicted".formatted(output.getFileName()));
        byte[] header = header(student, columns);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            try {
                requireAlone(channel, output);
                ByteBuffer found = ByteBuffer.allocate(header.length);
                channel.read(found, 0);
                if (ByteBuffer.wrap(header).equals(found.flip())) {
                    channel.position(header.length);
                    return new PredictionJournal(file, channel,
                            Optional.of(new BufferedInputStream(Channels.newInputStream(channel), 1 << 16)),
                            header.length);
                }
                channel.truncate(0);
                var journal = new PredictionJournal(file, channel, Optional.empty(), 0);
                journal.append(header);
                return journal;
            } catch (IOException | RuntimeException | Error failure) {
                channel.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw unwritable(file, failure);
        }
    }

    private static byte[] header(String student, List<String> columns) {
        ArrayNode names = JSON.createArrayNode();
        columns.forEach(names::add);
        return (JSON.createObjectNode().put("version", 1).put("student", student).set("columns", names) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// The lock ends with the process.
    private static void requireAlone(FileChannel channel, Path output) throws IOException {
        @Nullable
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            lock = null;
        }
        if (lock == null) {
            throw new RunException("%s: another run is writing it; wait for it or name another file".formatted(output));
        }
    }

    /// What is known of the next row; empty from the first row on whose text is not the one that was predicted.
    Optional<List<String>> next(String text) {
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<byte[]> line = line(kept.get());
            Optional<List<String>> cells = line.flatMap(bytes -> cells(bytes, digest(text)));
            if (cells.isEmpty()) {
                kept = Optional.empty(); // the channel is closed with the journal
                channel.truncate(end);
            } else {
                end += line.orElseThrow().length + 1;
                known++;
            }
            return cells;
        } catch (IOException failure) {
            throw unwritable(file, failure);
        }
    }

    /// A line without its end; empty if there is no whole line left.
    private static Optional<byte[]> line(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                return Optional.of(bytes.toByteArray());
            }
            bytes.write(next);
        }
        return Optional.empty();
    }

    private static Optional<List<String>> cells(byte[] line, String digest) {
        try {
            JsonNode words = JSON.readTree(line);
            if (!words.isArray() || words.isEmpty() || !digest.equals(words.get(0).asString())) {
                return Optional.empty();
            }
            var cells = new ArrayList<String>();
            for (int i = 1; i < words.size(); i++) {
                cells.add(words.get(i).asString());
            }
            return Optional.of(cells);
        } catch (JacksonException broken) {
            return Optional.empty();
        }
    }

    /// How many rows were known from a run before.
    long known() {
        return known;
    }

    /// Keeps rows that follow those before; when this returns they are on the disk.
    ///
    /// @throws IllegalStateException if a row that is kept was not asked for yet
    void add(List<String> texts, List<List<String>> cells) {
        if (kept.isPresent()) {
            throw new IllegalStateException("rows are added after the last that was kept");
        }
        var lines = new StringBuilder();
        for (int row = 0; row < texts.size(); row++) {
            ArrayNode line = JSON.createArrayNode().add(digest(texts.get(row)));
            cells.get(row).forEach(line::add);
            lines.append(line).append('\n');
        }
        try {
            append(lines.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw unwritable(file, failure);
        }
    }

    private void append(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            end += channel.write(buffer, end);
        }
        channel.force(false);
    }

    private String digest(String text) {
        return digest.add(text).hex().substring(0, DIGITS);
    }

    /// The output is there, so what was kept is no longer needed.
    void delete() {
        try {
            channel.close();
            Files.deleteIfExists(file);
            DurableFiles.sync(file.resolveSibling("."));
        } catch (IOException failure) {
            throw unwritable(file, failure);
        }
    }

    private static RunException unwritable(Path file, IOException failure) {
        return new RunException("%s: cannot be written: %s".formatted(file, failure.getMessage()), failure);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
