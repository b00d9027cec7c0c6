package dev.retort.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/// A line that is rewritten in place on a terminal. Elsewhere what it shows is printed as plain lines, at most one in a
/// while.
final class LiveLine {
    private static final Duration ON_TERMINAL = Duration.ofMillis(100);
    private static final Duration ELSEWHERE = Duration.ofSeconds(15);
    private static final String ERASE = "\r\u001b[2K";

    private final PrintWriter out;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private long lastShown;
    private boolean shown;

    LiveLine(PrintWriter out, boolean terminal, LongSupplier nanoTime) {
        this.out = out;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.lastShown = nanoTime.getAsLong();
    }

    /// Prints a line that stays.
    void say(String text) {
        clear();
        out.println(text);
        out.flush();
    }

    /// Shows what is true right now.
    void show(String text) {
        long now = nanoTime.getAsLong();
        if (now - lastShown < (terminal ? ON_TERMINAL : ELSEWHERE).toNanos()) {
            return;
        }
        lastShown = now;
        if (terminal) {
            out.print(ERASE + text);
            shown = true;
        } else {
            out.println(text);
        }
        out.flush();
    }

    void clear() {
        if (shown) {
            out.print(ERASE);
            out.flush();
            shown = false;
        }
    }
}
