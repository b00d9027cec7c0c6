package dev.retort.encoder;

import dev.retort.student.DeviceChoice;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/// What a model's tensors lie on and are computed by: the processor, or the first GPU that the driver shows.
///
/// A model is loaded onto a device, and whatever a pass makes goes to where the model is. What Java reads is copied to
/// the processor's memory first ([Batch#values]).
public final class Device {
    public static final Device CPU = new Device(DeviceType.CPU);
    private static final Device CUDA = new Device(DeviceType.CUDA);

    private final DeviceType type;

    Device(DeviceType type) {
        this.type = type;
    }

    /// What a choice comes to on this machine.
    ///
    /// @throws IllegalArgumentException if a GPU is asked for and cannot be used, with the reason and what to do
    public static Device of(DeviceChoice choice) {
        return switch (choice) {
            case CPU -> CPU;
            case AUTO -> withoutCuda().isEmpty() ? CUDA : CPU;
            case CUDA -> {
                withoutCuda().ifPresent(why -> {
                    throw new IllegalArgumentException("device cannot be cuda: %s, or write 'device: cpu'".formatted(
                            why));
                });
                yield CUDA;
            }
        };
    }

    /// Why no GPU can be used, with the remedy; empty if one can.
    public static Optional<String> withoutCuda() {
        Torch.start();
        return withoutCuda(Context.hasCUDART(), torch.cuda_is_available());
    }

    /// @param built whether libtorch was built with CUDA
    /// @param answers whether a GPU was found through the driver
    static Optional<String> withoutCuda(boolean built, boolean answers) {
        if (!built) {
            return Optional
                    .of("this libtorch has no CUDA; run with RETORT_CUDA=1 in the environment, which builds with "
                            + "one that has (docs/training.md, On a GPU)");
        }
        return answers
                ? Optional.empty()
                : Optional.of("no NVIDIA GPU answers; see whether nvidia-smi shows one and whether its driver is new "
                        + "enough (docs/training.md, On a GPU)");
    }

    public boolean isCpu() {
        return type == DeviceType.CPU;
    }

    DeviceType type() {
        return type;
    }

    /// A tensor's values here; the tensor itself if it is here already.
    Tensor take(Tensor tensor) {
        if (isCpu() && tensor.is_cpu()) {
            return tensor;
        }
        try (var device = new org.bytedeco.pytorch.Device(type)) {
            return tensor.to(device, tensor.scalar_type());
        }
    }

    /// A tensor's values where another tensor is.
    public static Tensor beside(Tensor other, Tensor tensor) {
        return other.is_cpu() && tensor.is_cpu() ? tensor : tensor.to(other.device(), tensor.scalar_type());
    }

    /// `cpu` or `cuda`.
    @Override
    public String toString() {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
