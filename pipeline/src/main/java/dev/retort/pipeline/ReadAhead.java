package dev.retort.pipeline;

import dev.retort.files.Row;
import dev.retort.files.RowReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Reads chunks of rows in a thread of its own, one chunk ahead of whoever uses them. The reader belongs to the caller,
/// who closes this first. For files: a thread that waits for a stream cannot be stopped.
final class ReadAhead implements AutoCloseable {
    /// Rows, the last of all if `last`; or what went wrong after the rows before.
    private record Chunk(List<Row> rows, boolean last, Optional<RuntimeException> failure) {}

    private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(1);
    private final Thread thread;
    private boolean ended;

    /// @param size rows in a chunk
    ReadAhead(RowReader in, int size) {
        this.thread = Thread.ofPlatform().daemon().name("read-ahead").start(() -> read(in, size));
    }

    private void read(RowReader in, int size) {
        try {
            boolean last = false;
            while (!last) {
                Chunk chunk = chunk(in, size);
                last = chunk.last();
                chunks.put(chunk);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static Chunk chunk(RowReader in, int size) {
        var rows = new ArrayList<Row>(size);
        try {
            while (rows.size() < size) {
                Optional<Row> row = in.next();
                if (row.isEmpty()) {
                    return new Chunk(rows, true, Optional.empty());
                }
                rows.add(row.get());
            }
            return new Chunk(rows, false, Optional.empty());
        } catch (RuntimeException failure) {
            return new Chunk(rows, true, Optional.of(failure));
        }
    }

    /// The next rows; empty at the end.
    ///
    /// @throws RuntimeException what reading threw, once the rows before were handed out
    List<Row> next() throws InterruptedException {
        if (ended) {
            return List.of();
        }
        Chunk chunk = chunks.take();
        if (chunk.failure().isPresent() && chunk.rows().isEmpty()) {
            throw chunk.failure().get();
        }
        if (chunk.failure().isPresent()) {
            chunks.add(new Chunk(List.of(), true, chunk.failure()));
        } else {
            ended = chunk.last();
        }
        return chunk.rows();
    }

    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
