package dev.retort.annotate;

/// Counts answers by the second, for a minute. Times are nanoseconds. Used by one thread.
final class LastMinute {
    private static final int SECONDS = 60;
    private static final long SECOND = 1_000_000_000L;

    private final long[] counts = new long[SECONDS];
    private final long start;
    private long newest;

    LastMinute(long start) {
        this.start = start;
    }

    void add(long now) {
        counts[turn(now)]++;
    }

    long sum(long now) {
        return sumOfLast(SECONDS, now);
    }

    long sumOfLastTenSeconds(long now) {
        return sumOfLast(10, now);
    }

    private long sumOfLast(int seconds, long now) {
        turn(now);
        long sum = 0;
        for (long second = Math.max(0, newest - seconds + 1); second <= newest; second++) {
            sum += counts[(int) (second % SECONDS)];
        }
        return sum;
    }

    private int turn(long now) {
        long second = (now - start) / SECOND;
        for (long passed = Math.max(newest + 1, second - SECONDS + 1); passed <= second; passed++) {
            counts[(int) (passed % SECONDS)] = 0;
        }
        newest = Math.max(newest, second);
        return (int) (newest % SECONDS);
    }
}
