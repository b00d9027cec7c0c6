package dev.retort.energy;

import java.util.Optional;

/// A graphics processor that counts the energy it takes.
public interface Gpu {
    /// As its driver calls it: `NVIDIA A100-SXM4-80GB`.
    String name();

    /// Taken since its driver was loaded, its memory included; empty if it does not say.
    Optional<Long> millijoules();
}
