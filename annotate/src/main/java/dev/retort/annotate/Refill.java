package dev.retort.annotate;

/// A level that rises steadily up to a capacity and is taken from: a token bucket. What was taken may turn out to be
/// more than was thought, so the level may fall below nothing. Times are nanoseconds.
final class Refill {
    private double perNano;
    private double capacity;
    private double level;
    private long at;

    /// Starts full.
    Refill(double perSecond, double capacity, long now) {
        this.perNano = perSecond / 1e9;
        this.capacity = capacity;
        this.level = capacity;
        this.at = now;
    }

    /// Goes on at another speed.
    void change(double perSecond, double newCapacity, long now) {
        rise(now);
        perNano = perSecond / 1e9;
        capacity = newCapacity;
        level = Math.min(level, capacity);
    }

    /// When the amount can be had. A large one leaves a debt behind, so that nobody waits at a full level for room.
    long readyAt(double amount, long now) {
        rise(now);
        double missing = Math.min(amount, Math.max(1, capacity / 10)) - level;
        return missing <= 1e-6 ? now : now + (long) Math.ceil(missing / perNano);
    }

    /// @param amount below 0 to give back
    void take(double amount, long now) {
        rise(now);
        level = Math.min(capacity, level - amount);
    }

    private void rise(long now) {
        level = Math.min(capacity, level + Math.max(0, now - at) * perNano);
        at = Math.max(at, now);
    }
}
