package dev.retort.scalars;

import dev.retort.files.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The two files of a run's directory: `events.out.tfevents.SECONDS.retort` for TensorBoard, and `scalars.csv` with the
/// same numbers, a row `wall_time,step,tag,value` for each.
///
/// A run that goes on after an interruption keeps the steps up to its checkpoint and takes those after it again. So it
/// writes both files anew from the rows it keeps; the new event file begins with a start mark, by which a TensorBoard
/// that is watching forgets what it read before. Each step is handed to the system at once and so outlives the process;
/// [#sync] brings it to the disk.
final class ScalarFiles implements AutoCloseable {
    static final String CSV = "scalars.csv";
    static final String EVENTS = "events.out.tfevents.";
    private static final String HEADER = "wall_time,step,tag,value\n";

    private final FileChannel events;
    private final FileChannel csv;

    private ScalarFiles(FileChannel events, FileChannel csv) {
        this.events = events;
        this.csv = csv;
    }

    /// What an earlier run left, up to a step. A line that is no row, such as one cut off, ends it.
    static List<Scalars> read(Path directory, long lastStep) throws IOException {
        var rows = new ArrayList<Scalars>();
        Path file = directory.resolve(CSV);
        if (!Files.exists(file)) {
            return rows;
        }
        List<String> lines = Files.readAllLines(file);
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] cells = line.split(",", -1);
            try {
                var values = new LinkedHashMap<String, Double>();
                values.put(cells[2], Double.valueOf(cells[3]));
                var row = new Scalars(Double.parseDouble(cells[0]), Long.parseLong(cells[1]), values);
                if (row.step() <= lastStep) {
                    add(rows, row);
                }
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException cutOff) {
                break;
            }
        }
        return rows;
    }

    /// Rows of one moment belong together.
    private static void add(List<Scalars> rows, Scalars row) {
        Scalars last = rows.isEmpty() ? row : rows.getLast();
        boolean same = !rows.isEmpty() && last.step() == row.step() && last.wallTime() == row.wallTime();
        if (same) {
            var values = new LinkedHashMap<>(last.values());
            values.putAll(row.values());
            rows.set(rows.size() - 1, new Scalars(row.wallTime(), row.step(), values));
        } else {
            rows.add(row);
        }
    }

    /// Writes both files anew with what is kept, ready for more.
    ///
    /// @param directory made if missing
    static ScalarFiles begin(Path directory, List<Scalars> kept, Instant now) throws IOException {
        Files.createDirectories(directory);
        deleteTemporary(directory);
        Path events = beginEvents(directory, kept, now);
        var rows = new StringBuilder(HEADER);
        kept.forEach(scalars -> rows.append(rows(scalars)));
        DurableFiles.write(directory.resolve(CSV), rows.toString());
        DurableFiles.sync(directory);
        FileChannel eventChannel = FileChannel.open(events, StandardOpenOption.APPEND);
        try {
            return new ScalarFiles(eventChannel,
                    FileChannel.open(directory.resolve(CSV), StandardOpenOption.APPEND));
        } catch (IOException | RuntimeException | Error failure) {
            eventChannel.close();
            throw failure;
        }
    }

    /// What a process left that was killed while it began.
    private static void deleteTemporary(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".tmp")).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Path beginEvents(Path directory, List<Scalars> kept, Instant now) throws IOException {
        List<Path> old = eventFiles(directory);
        long seconds = now.getEpochSecond();
        while (Files.exists(directory.resolve(EVENTS + seconds + ".retort"))) {
            seconds++;
        }
        Path file = directory.resolve(EVENTS + seconds + ".retort");
        Path whole = directory.resolve(".scalars.tmp");
        try (FileChannel out = FileChannel.open(whole, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            write(out, TfRecord.of(Event.version(now)));
            write(out, TfRecord.of(Event.start(now, 0)));
            for (Scalars scalars : kept) {
                write(out, TfRecord.of(Event.of(scalars)));
            }
            out.force(true);
        }
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        for (Path older : old) {
            Files.delete(older);
        }
        return file;
    }

    static List<Path> eventFiles(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith(EVENTS)).sorted().toList();
        }
    }

    void add(Scalars scalars) throws IOException {
        write(events, TfRecord.of(Event.of(scalars)));
        write(csv, rows(scalars).getBytes(StandardCharsets.UTF_8));
    }

    private static String rows(Scalars scalars) {
        var rows = new StringBuilder();
        scalars.values().forEach((tag, value) -> rows.append(
                String.format(Locale.ROOT, "%.3f,%d,%s,%s\n", scalars.wallTime(), scalars.step(), tag, value)));
        return rows.toString();
    }

    private static void write(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    void sync() throws IOException {
        events.force(false);
        csv.force(false);
    }

    @Override
    public void close() throws IOException {
        try (events) {
            csv.close();
        }
    }
}
