package dev.retort.annotate;

import java.util.ArrayDeque;
import java.util.Deque;

/// How fast a count rises, over the last ten seconds.
final class Rate {
    private static final long WINDOW = 10_000_000_000L;

    private record Sample(long nanos, long count) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    /// @return units a second between the oldest sample of the window and this one
    double sample(long nanos, long count) {
        while (samples.size() > 1 && nanos - samples.getFirst().nanos() > WINDOW) {
            samples.removeFirst();
        }
        samples.addLast(new Sample(nanos, count));
        Sample oldest = samples.getFirst();
        return nanos == oldest.nanos() ? 0 : (count - oldest.count()) * 1e9 / (nanos - oldest.nanos());
    }
}
