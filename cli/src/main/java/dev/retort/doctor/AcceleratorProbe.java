package dev.retort.doctor;

import dev.retort.energy.Gpu;
import dev.retort.energy.NvidiaGpu;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Whether an NVIDIA driver is loaded, this build's libtorch can use it, and the GPU counts its energy. Whether libtorch
/// finds the GPU, [NativeLibrary#LIBTORCH] tells.
final class AcceleratorProbe implements Probe {
    /// The part of libtorch that only the build for GPUs has.
    private static final String CUDA_PART = "org/bytedeco/pytorch/linux-x86_64-gpu/libtorch_cuda.so";
    private static final String GUIDE = "docs/training.md, On a GPU";

    private final boolean cuda;
    private final Supplier<Optional<Gpu>> gpu;

    AcceleratorProbe() {
        this(AcceleratorProbe.class.getClassLoader().getResource(CUDA_PART) != null, NvidiaGpu::first);
    }

    /// @param cuda whether this build's libtorch can use a GPU
    AcceleratorProbe(boolean cuda, Supplier<Optional<Gpu>> gpu) {
        this.cuda = cuda;
        this.gpu = gpu;
    }

    @Override
    public List<Finding> look(Machine machine) {
        Optional<String> driver = machine.read("proc/driver/nvidia/version");
        if (driver.isEmpty()) {
            return List.of(Finding.lacks("GPU", "no NVIDIA driver" + (cuda ? ", though this build has CUDA" : ""),
                    "none needed: small students train on the processor in minutes"));
        }
        String version = driver.get().lines().findFirst().orElse("driver").replace("NVRM version:", "").strip();
        var findings = new ArrayList<Finding>();
        findings.add(cuda
                ? Finding.ok("GPU", version)
                : Finding.lacks("GPU", version + ", but this build's libtorch has no CUDA",
                        "to train on it, set RETORT_CUDA=1 and run again (%s)".formatted(GUIDE)));
        findings.add(energy());
        return findings;
    }

    private Finding energy() {
        Optional<Gpu> found = gpu.get();
        if (found.isEmpty()) {
            return Finding.lacks("GPU energy meter", "CUDA's driver or NVML shows no GPU",
                    "see whether nvidia-smi shows one and CUDA_VISIBLE_DEVICES lets it be seen; without, a GPU's energy is estimated");
        }
        return found.get().millijoules().isPresent()
                ? Finding.ok("GPU energy meter", "NVML counter of " + found.get().name())
                : Finding.lacks("GPU energy meter", found.get().name() + " does not count its energy",
                        "none: GPUs do since 2017 (Volta); bills estimate it from time and power");
    }
}
