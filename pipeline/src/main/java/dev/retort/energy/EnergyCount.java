package dev.retort.energy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Energy that the processors have taken since this was made.
///
/// A counter that has begun at 0 again is noticed if it is looked at before it has come round: at 200 W a usual range
/// of 262 kJ lasts 20 minutes, so [#sample] wants to be called every few.
public final class EnergyCount {
    private static final double MICROJOULES_PER_KWH = 3.6e12;

    private final Rapl rapl;
    private final List<Long> last = new ArrayList<>();
    private long microjoules;
    private boolean broken;

    EnergyCount(Rapl rapl) {
        this.rapl = rapl;
        for (Path zone : rapl.packages()) {
            Optional<Long> now = rapl.microjoules(zone);
            broken |= now.isEmpty();
            last.add(now.orElse(0L));
        }
    }

    /// Looks at the counters.
    public void sample() {
        for (int i = 0; i < last.size() && !broken; i++) {
            Path zone = rapl.packages().get(i);
            Optional<Long> now = rapl.microjoules(zone);
            Optional<Long> range = rapl.range(zone);
            if (now.isEmpty() || range.isEmpty()) {
                broken = true;
            } else {
                long grown = now.get() - last.get(i);
                microjoules += grown < 0 ? grown + range.get() : grown;
                last.set(i, now.get());
            }
        }
    }

    /// Up to now; empty if a counter could not be read any more.
    public Optional<Double> kilowattHours() {
        sample();
        return broken ? Optional.empty() : Optional.of(microjoules / MICROJOULES_PER_KWH);
    }

    /// What was measured, in words.
    public String source() {
        int packages = rapl.packages().size();
        return "RAPL counters of %s; whatever else ran there is in it, memory and the rest of the machine are not"
                .formatted(packages == 1 ? "the processor package" : "%d processor packages".formatted(packages));
    }
}
