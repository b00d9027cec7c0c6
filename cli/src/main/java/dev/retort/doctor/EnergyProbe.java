package dev.retort.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Whether the processor's energy counters (RAPL) can be read; otherwise bills estimate the energy from the time.
final class EnergyProbe implements Probe {
    private static final String THING = "energy meter";

    @Override
    public List<Finding> look(Machine machine) {
        List<Path> counters = counters(machine.root().resolve("sys/class/powercap"));
        if (counters.isEmpty()) {
            return List.of(Finding.lacks(THING, "no RAPL counters",
                    "bills estimate energy from time; virtual machines and containers rarely pass the counters on"));
        }
        if (counters.stream().noneMatch(Files::isReadable)) {
            return List.of(Finding.lacks(THING, counters.size() + " RAPL counters, none readable",
                    "to measure instead of estimating: chmod o+r " + counters.getFirst()));
        }
        return List.of(Finding.ok(THING, counters.size() == 1 ? "1 RAPL counter" : counters.size() + " RAPL counters"));
    }

    private static List<Path> counters(Path powercap) {
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> zones = Files.newDirectoryStream(powercap, "intel-rapl:*")) {
            for (Path zone : zones) {
                Path counter = zone.resolve("energy_uj");
                if (Files.exists(counter)) {
                    found.add(counter);
                }
            }
        } catch (IOException none) {
            return List.of();
        }
        found.sort(null);
        return found;
    }
}
