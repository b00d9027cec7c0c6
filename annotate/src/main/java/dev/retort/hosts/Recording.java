package dev.retort.hosts;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Recorded answers in a JSONL file (see [RecordedAnswer]): several teachers and prompts, in any order, each id and
/// vote once.
///
/// All lines are read and checked once; memory keeps 16 bytes for each, [LineIndex]. An answer is read from the file
/// again when it is asked for, so the file must not change meanwhile.
public final class Recording implements AutoCloseable {
    /// A line longer than this is no recorded answer.
    static final int LONGEST_LINE = 64 << 20;

    private final Path file;
    private final FileChannel channel;
    private final LineIndex index = new LineIndex();
    private final SortedSet<String> teachers = new TreeSet<>();

    private Recording(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// @throws RecordingException if the file is missing, or a line is not a recorded answer or answers again what an
    ///         earlier line did; the message is one line that begins with file and line
    public static Recording open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new RecordingException(file + ": is a directory; name a JSONL file of recorded answers");
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException missing) {
            throw new RecordingException(file + ": no such recording");
        }
        try {
            var recording = new Recording(file, channel);
            recording.read();
            return recording;
        } catch (IOException | RuntimeException | Error failure) {
            try (channel) {
                throw failure;
            }
        }
    }

    /// Whom the answers are from.
    public SortedSet<String> teachers() {
        return new TreeSet<>(teachers);
    }

    public int size() {
        return index.size();
    }

    /// The recorded answer to one question, if there is one.
    ///
    /// @throws IOException if the file can no longer be read or has changed
    public Optional<RecordedAnswer> find(String teacher, String prompt, String id, int vote) throws IOException {
        long hash = LineIndex.hash(teacher, prompt, id, vote);
        for (long offset : index.offsets(hash)) {
            RecordedAnswer found = at(offset);
            if (isFor(found, teacher, prompt, id, vote)) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    private static boolean isFor(RecordedAnswer found, String teacher, String prompt, String id, int vote) {
        return found.vote() == vote && found.id().equals(id) && found.prompt().equals(prompt)
                && found.teacher().equals(teacher);
    }

    private void read() throws IOException {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            var lines = new ByteLines(bytes, LONGEST_LINE);
            while (lines.next()) {
                if (lines.isBlank()) {
                    continue;
                }
                try {
                    add(RecordingLine.read(lines.text()), lines.offset());
                } catch (CharacterCodingException notUtf8) {
                    throw new RecordingException(at(lines) + "not UTF-8; save the recording as UTF-8");
                } catch (IllegalArgumentException malformed) {
                    throw new RecordingException(at(lines) + malformed.getMessage());
                }
            }
        } catch (ByteLines.TooLongException tooLong) {
            throw new RecordingException(
                    "%s:%d: a line of more than %,d bytes is no recorded answer".formatted(file, tooLong.line(),
                            LONGEST_LINE));
        }
    }

    private String at(ByteLines lines) {
        return "%s:%d: ".formatted(file, lines.number());
    }

    private void add(RecordedAnswer line, long offset) throws IOException {
        if (find(line.teacher(), line.prompt(), line.id(), line.vote()).isPresent()) {
            throw new IllegalArgumentException(
                    "answers id '%s', teacher '%s', prompt '%s', vote %d a second time; keep one of the lines"
                            .formatted(
                                    line.id(), line.teacher(), line.prompt(), line.vote()));
        }
        teachers.add(line.teacher());
        index.add(LineIndex.hash(line.teacher(), line.prompt(), line.id(), line.vote()), offset);
    }

    private RecordedAnswer at(long offset) throws IOException {
        byte[] bytes = new byte[4096];
        int filled = 0;
        int searched = 0;
        while (true) {
            int read = channel.read(ByteBuffer.wrap(bytes, filled, bytes.length - filled), offset + filled);
            filled += Math.max(0, read);
            while (searched < filled && bytes[searched] != '\n') {
                searched++;
            }
            if (searched < filled || read < 0 || filled > LONGEST_LINE) {
                return parse(new String(bytes, 0, searched, StandardCharsets.UTF_8));
            }
            if (filled == bytes.length) {
                bytes = Arrays.copyOf(bytes, bytes.length * 2);
            }
        }
    }

    private RecordedAnswer parse(String line) throws IOException {
        try {
            return RecordingLine.read(line);
        } catch (IllegalArgumentException changed) {
            throw new RecordingException(file + ": changed while it was read; run again");
        }
    }

    /// How to call it in messages.
    public Path file() {
        return file;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot close " + file, failed);
        }
    }

    /// A recording that cannot be used. The message is one line that begins with the file.
    public static final class RecordingException extends IOException {
        RecordingException(String message) {
            super(message);
        }
    }
}
