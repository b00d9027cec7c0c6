package dev.retort.votes;

/// A draw that depends only on a seed and the name of what is drawn for, never on the order of calls, the process or
/// the Java version: FNV-1a over the UTF-16 units of the name, then SplitMix64's finalizer. Changing this changes
/// annotations that people have published.
final class Draw {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private Draw() {}

    /// @param purpose keeps draws for different ends apart
    /// @param vote from 1; 0 for a draw about the whole example
    /// @return a number from 0 to `bound - 1`
    static int below(int bound, long seed, String purpose, String exampleId, int vote) {
        long state = mix(seed + GOLDEN_GAMMA);
        state = mix(state ^ hash(purpose));
        state = mix(state ^ hash(exampleId));
        state = mix(state + GOLDEN_GAMMA * (vote + 1L));
        return (int) Long.remainderUnsigned(state, bound);
    }

    private static long hash(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
