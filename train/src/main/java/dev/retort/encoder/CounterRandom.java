package dev.retort.encoder;

/// Random bits by position: the bits at a counter depend on seed and counter alone, so nothing needs saving to go on
/// later, and no global generator is touched. SplitMix64 (Steele, Lea, Flood 2014): the counter times the golden ratio,
/// then a finaliser that mixes every bit into every other.
public final class CounterRandom {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long seed;
    private long counter;

    private CounterRandom(long seed) {
        this.seed = seed;
    }

    /// @param purposes what the bits are for, such as an epoch: streams of different purposes are unrelated
    public static CounterRandom of(long seed, long... purposes) {
        long mixed = mix(seed + GOLDEN);
        for (long purpose : purposes) {
            mixed = mix(mixed + GOLDEN * (purpose + 1));
        }
        return new CounterRandom(mixed);
    }

    static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    public long nextLong() {
        return mix(seed + GOLDEN * ++counter);
    }

    /// Draws the first `count` words, as so many calls of [#nextLong] would; a loop without state, which vectorises.
    void fill(long[] words, int count) {
        long from = seed + GOLDEN * (counter + 1);
        for (int i = 0; i < count; i++) {
            words[i] = mix(from + GOLDEN * i);
        }
        counter += count;
    }

    /// A whole number from 0 to below `bound`, unbiased up to 2^-32 of the bound.
    public int nextInt(int bound) {
        return (int) Math.multiplyHigh(nextLong() >>> 1, (long) bound << 1);
    }

    /// From 0 to below 1, with 53 random bits.
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /// From the standard normal distribution, by Box and Muller; the same on every machine.
    public double nextGaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * nextDouble());
    }

    /// The order in which Fisher and Yates shuffle 0 to `size - 1`.
    public int[] permutation(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
