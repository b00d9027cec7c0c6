package dev.retort.pipeline;

import dev.retort.energy.Rapl;
import dev.retort.hosts.Environment;
import java.nio.file.Path;
import java.time.Clock;

/// What a run needs of the machine around it.
///
/// @param environment where keys are looked up
/// @param baseCache where unpacked base models are kept
/// @param cores that compute on their own
/// @param energy its counters
/// @param version of Retort
public record Workbench(Clock clock, Environment environment, Path baseCache, int cores, Rapl energy,
        String version) {}
