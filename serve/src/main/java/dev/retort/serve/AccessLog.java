package dev.retort.serve;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Lines about requests, one JSON object each, written by a thread of its own so that no answer waits for a disk. If more
/// come than can be written, lines are left out and their number is written instead.
final class AccessLog implements AutoCloseable {
    private static final int ROOM = 8192;
    private static final String END = "";

    private final PrintWriter out;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(ROOM);
    private final AtomicLong leftOut = new AtomicLong();
    private final Thread writer;

    private AccessLog(PrintWriter out) {
        this.out = out;
        this.writer = Thread.ofPlatform().name("retort-log").daemon().unstarted(this::write);
    }

    /// @param out stays open
    static AccessLog onto(PrintWriter out) {
        var log = new AccessLog(out);
        log.writer.start();
        return log;
    }

    void line(Map<String, Object> fields) {
        if (!lines.offer(Json.line(fields))) {
            leftOut.incrementAndGet();
        }
    }

    private void write() {
        try {
            for (String line = lines.take(); !line.equals(END); line = lines.take()) {
                out.println(line);
                long missing = leftOut.getAndSet(0);
                if (missing > 0) {
                    out.println(Json.line(Map.of("left_out", missing)));
                }
                if (lines.isEmpty()) {
                    out.flush();
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        out.flush();
    }

    @Override
    public void close() {
        try {
            if (lines.offer(END, 1, TimeUnit.SECONDS)) {
                writer.join(5000);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
