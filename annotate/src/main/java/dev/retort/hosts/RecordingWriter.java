package dev.retort.hosts;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Writes a recording under a temporary name; [#finish()] gives it its own. Closed before that, it leaves no trace.
public final class RecordingWriter implements AutoCloseable {
    private final Path file;
    private final Path temporary;
    private final BufferedWriter lines;
    private boolean finished;

    private RecordingWriter(Path file, Path temporary, BufferedWriter lines) {
        this.file = file;
        this.temporary = temporary;
        this.lines = lines;
    }

    /// @param file replaced, if it is there, when the writer finishes
    public static RecordingWriter create(Path file) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        return new RecordingWriter(file, temporary, Files.newBufferedWriter(temporary, StandardCharsets.UTF_8));
    }

    public void write(RecordedAnswer answer) throws IOException {
        lines.write(RecordingLine.write(answer));
        lines.write('\n');
    }

    /// Makes the recording durable and visible.
    public void finish() throws IOException {
        lines.close();
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        finished = true;
    }

    @Override
    public void close() throws IOException {
        lines.close();
        if (!finished) {
            Files.deleteIfExists(temporary);
        }
    }
}
