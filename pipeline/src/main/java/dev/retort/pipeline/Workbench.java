package dev.retort.pipeline;

import dev.retort.energy.Gpu;
import dev.retort.energy.NvidiaGpu;
import dev.retort.energy.Rapl;
import dev.retort.hosts.Environment;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/// What a run needs of the machine around it.
///
/// @param environment where keys are looked up
/// @param baseCache where unpacked base models are kept
/// @param cores that compute on their own
/// @param energy its counters
/// @param gpu looks for the one that training would use
/// @param version of Retort
public record Workbench(Clock clock, Environment environment, Path baseCache, int cores, Rapl energy,
        Supplier<Optional<Gpu>> gpu, String version) {

    /// With a GPU's own counter, where there is one.
    public Workbench(Clock clock, Environment environment, Path baseCache, int cores, Rapl energy, String version) {
        this(clock, environment, baseCache, cores, energy, NvidiaGpu::first, version);
    }
}
