package dev.retort.encoder;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// As long as it is open, libtorch computes the matrix products of this thread in bfloat16, casting weights and inputs for
/// each (autocast). Gradients arrive in the weights' own 32 bits.
///
/// What is in 32 bits nevertheless, [Layers] says itself, because libtorch's lists differ between devices: on a processor
/// norms and softmax would take whatever they are given. Casts are not kept for reuse: where they are kept is shared by
/// all threads, and nearly every weight is used once.
final class Autocast implements AutoCloseable {
    private final DeviceType type;

    Autocast(Device device) {
        this.type = device.type();
        torch.set_autocast_cache_enabled(false);
        torch.set_autocast_dtype(type, ScalarType.BFloat16);
        torch.set_autocast_enabled(type, true);
    }

    @Override
    public void close() {
        torch.set_autocast_enabled(type, false);
    }
}
