package dev.retort.energy;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The processors' energy counters (running average power limit), as Linux shows them under `/sys/class/powercap`.
///
/// `intel-rapl:N` is a zone, also on AMD; `intel-rapl:N:M` is a part of one, already counted there. Only zones whose
/// `name` begins with `package` are taken: `psys` covers the packages once more. Memory, disks and the power supply's
/// losses are in none of them. `energy_uj` counts microjoules up to `max_energy_range_uj`, then begins at 0 again.
///
/// @param packages every processor package of the machine, by its directory
public record Rapl(List<Path> packages) {
    private static final Pattern ZONE = Pattern.compile("intel-rapl:\\d+");
    private static final String COUNTER = "energy_uj";
    private static final String RANGE = "max_energy_range_uj";

    public Rapl {
        packages = List.copyOf(packages);
    }

    /// What there is; none where the directory is missing.
    ///
    /// @param powercap `/sys/class/powercap`
    public static Rapl at(Path powercap) {
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> zones = Files.newDirectoryStream(powercap)) {
            for (Path zone : zones) {
                if (ZONE.matcher(String.valueOf(zone.getFileName())).matches() && isPackage(zone)) {
                    found.add(zone);
                }
            }
        } catch (IOException | DirectoryIteratorException none) {
            return new Rapl(List.of());
        }
        found.sort(null);
        return new Rapl(found);
    }

    private static boolean isPackage(Path zone) {
        try {
            return Files.exists(zone.resolve(COUNTER))
                    && Files.readString(zone.resolve("name")).strip().startsWith("package");
        } catch (IOException unnamed) {
            return false;
        }
    }

    /// Counters that this process may not read; since Linux 5.10 that is all of them unless it is root.
    public List<Path> unreadable() {
        return packages.stream().filter(zone -> read(zone, COUNTER).isEmpty() || read(zone, RANGE).isEmpty())
                .map(zone -> zone.resolve(COUNTER)).toList();
    }

    /// Begins to count; empty unless every package can be read, because a part would look like little.
    public Optional<EnergyCount> count() {
        return packages.isEmpty() || !unreadable().isEmpty() ? Optional.empty() : Optional.of(new EnergyCount(this));
    }

    Optional<Long> microjoules(Path zone) {
        return read(zone, COUNTER);
    }

    Optional<Long> range(Path zone) {
        return read(zone, RANGE);
    }

    private static Optional<Long> read(Path zone, String file) {
        try {
            long value = Long.parseLong(Files.readString(zone.resolve(file)).strip());
            return value >= 0 ? Optional.of(value) : Optional.empty();
        } catch (IOException | NumberFormatException unreadable) {
            return Optional.empty();
        }
    }
}
