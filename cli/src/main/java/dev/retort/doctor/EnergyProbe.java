package dev.retort.doctor;

import dev.retort.energy.Rapl;
import java.nio.file.Path;
import java.util.List;

/// Whether the processors' energy counters (RAPL) can be read; otherwise bills estimate the energy from the time.
final class EnergyProbe implements Probe {
    private static final String THING = "energy meter";

    @Override
    public List<Finding> look(Machine machine) {
        Path powercap = machine.root().resolve("sys/class/powercap");
        Rapl rapl = Rapl.at(powercap);
        int packages = rapl.packages().size();
        if (packages == 0) {
            return List.of(Finding.lacks(THING, "no RAPL counters",
                    "bills estimate energy from time; virtual machines and containers rarely pass the counters on"));
        }
        String counters = packages == 1 ? "1 RAPL counter" : packages + " RAPL counters";
        int unreadable = rapl.unreadable().size();
        if (unreadable > 0) {
            return List.of(Finding.lacks(THING,
                    counters + ", " + (unreadable == packages ? "none" : packages - unreadable) + " readable",
                    "to measure instead of estimating, until the next start: sudo chmod o+r %s/intel-rapl:*/energy_uj"
                            .formatted(powercap)));
        }
        return List.of(Finding.ok(THING, counters));
    }
}
