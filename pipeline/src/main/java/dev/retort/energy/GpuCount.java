package dev.retort.energy;

import java.util.Optional;

/// Energy that a GPU has taken since this was made. Its counter has 64 bits and does not come round, but begins at 0 when
/// its driver is loaded anew; then nothing is known any more.
public final class GpuCount {
    private static final double MILLIJOULES_PER_KWH = 3.6e9;

    private final Gpu gpu;
    private final long begin;

    private GpuCount(Gpu gpu, long begin) {
        this.gpu = gpu;
        this.begin = begin;
    }

    /// Empty if the GPU does not count.
    public static Optional<GpuCount> of(Gpu gpu) {
        return gpu.millijoules().map(begin -> new GpuCount(gpu, begin));
    }

    /// Up to now; empty if the counter could not be read or has begun anew.
    public Optional<Double> kilowattHours() {
        return gpu.millijoules().filter(now -> now >= begin).map(now -> (now - begin) / MILLIJOULES_PER_KWH);
    }

    /// What was measured, in words.
    public String source() {
        return "NVML counter of %s; whatever else ran there is in it".formatted(gpu.name());
    }
}
