package dev.retort.encoder;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Zeroes a share of the numbers and scales the rest so that the mean stays (inverted dropout).
///
/// The masks come from a [CounterRandom]: libtorch's own generator is global state, and its serial Mersenne twister
/// takes a tenth of a training step on a CPU. Four decisions of 16 bits share one draw, so a share of 0.1 is in truth
/// 6554 / 65536 = 0.100006, and the scale follows that.
public final class Dropout {
    /// Leaves everything as it is: evaluation.
    public static final Dropout OFF = new Dropout(CounterRandom.of(0), false);

    private static final int LEVELS = 1 << 16;
    /// Turns unsigned numbers of 16 bits into signed ones of the same order.
    private static final long SIGNS = 0x8000_8000_8000_8000L;
    private static final int PER_WORD = Long.BYTES / Short.BYTES;

    private final CounterRandom random;
    private final boolean active;
    private long[] bits = {};

    private Dropout(CounterRandom random, boolean active) {
        this.random = random;
        this.active = active;
    }

    /// Training with masks from `random`; one instance serves one thread.
    public static Dropout by(CounterRandom random) {
        return new Dropout(random, true);
    }

    public Tensor apply(Tensor x, double share) {
        int threshold = (int) Math.round(share * LEVELS);
        if (!active || threshold == 0) {
            return x;
        }
        Tensor kept = decisions(x.numel()).ge(new Scalar(threshold + Short.MIN_VALUE)); // (numel)
        Tensor factors = kept.mul(new Scalar((float) LEVELS / (LEVELS - threshold))); // (numel)
        return x.mul(factors.view(x.sizes()));
    }

    /// Signed numbers of 16 bits, each equally likely: (size).
    private Tensor decisions(long size) {
        int words = Math.toIntExact((size + PER_WORD - 1) / PER_WORD);
        if (bits.length < words) {
            bits = new long[words];
        }
        random.fill(bits, words);
        for (int i = 0; i < words; i++) {
            bits[i] ^= SIGNS;
        }
        Tensor drawn = torch.empty(new long[]{words}, new TensorOptions(ScalarType.Long), null);
        try (LongPointer memory = drawn.data_ptr_long()) {
            memory.put(bits, 0, words);
        }
        return drawn.view(ScalarType.Short).narrow(0, 0, size);
    }
}
