package dev.retort.encoder;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Zeroes a share of the numbers and scales the rest so that the mean stays (inverted dropout).
///
/// On a processor the masks come from a [CounterRandom]: libtorch's own generator is global state, and its serial Mersenne
/// twister takes a tenth of a training step there. Elsewhere, where Java cannot write, they are libtorch's, whose
/// generators are seeded from the first draw, so that they too follow from seed and place. Four decisions of 16 bits share one draw, so a share of 0.1 is in truth
/// 6554 / 65536 = 0.100006, and the scale follows that.
public final class Dropout {
    /// Leaves everything as it is: evaluation.
    public static final Dropout OFF = new Dropout(CounterRandom.of(0), false);

    private static final int LEVELS = 1 << 16;

    private final CounterRandom random;
    private final boolean active;
    private float[] mask = {};
    private boolean seeded;

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
        if (!x.is_cpu()) {
            return byTorch(x, share);
        }
        int size = Math.toIntExact(x.numel());
        if (mask.length < size + 3) {
            mask = new float[size + 3];
        }
        fill(size, threshold, (float) LEVELS / (LEVELS - threshold));
        Tensor factors = torch.empty(x.shape(), new TensorOptions(ScalarType.Float), null);
        try (FloatPointer memory = factors.data_ptr_float()) {
            memory.put(mask, 0, size);
        }
        return x.mul(factors);
    }

    /// The same by libtorch, wherever `x` lies.
    Tensor byTorch(Tensor x, double share) {
        if (!seeded) {
            torch.manual_seed(random.nextLong());
            seeded = true;
        }
        return torch.dropout(x, share, true);
    }

    private void fill(int size, int threshold, float scale) {
        for (int i = 0; i < size; i += 4) {
            long bits = random.nextLong();
            mask[i] = (bits & 0xFFFF) >= threshold ? scale : 0;
            mask[i + 1] = (bits >>> 16 & 0xFFFF) >= threshold ? scale : 0;
            mask[i + 2] = (bits >>> 32 & 0xFFFF) >= threshold ? scale : 0;
            mask[i + 3] = bits >>> 48 >= threshold ? scale : 0;
        }
    }
}
