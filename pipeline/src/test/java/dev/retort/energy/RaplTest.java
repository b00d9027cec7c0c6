package dev.retort.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaplTest {
    private static final long RANGE = 262_143_328_850L;

    @TempDir
    private Path powercap;

    private void zone(String directory, String name, long microjoules) throws IOException {
        Path zone = Files.createDirectories(powercap.resolve(directory));
        Files.writeString(zone.resolve("name"), name + "\n");
        Files.writeString(zone.resolve("max_energy_range_uj"), RANGE + "\n");
        energy(directory, Long.toString(microjoules));
    }

    private void energy(String directory, String microjoules) throws IOException {
        Files.writeString(powercap.resolve(directory).resolve("energy_uj"), microjoules + "\n");
    }

    @Test
    void packagesAreAddedUpAndTheirPartsAreNot() throws IOException {
        zone("intel-rapl:0", "package-0", 1_000_000);
        zone("intel-rapl:0:0", "core", 1_000_000);
        zone("intel-rapl:0:1", "dram", 1_000_000);
        zone("intel-rapl:1", "package-1", 2_000_000);
        zone("intel-rapl:2", "psys", 3_000_000);
        zone("dtpm", "package-9", 4_000_000);
        Rapl rapl = Rapl.at(powercap);
        assertThat(rapl.packages()).containsExactly(powercap.resolve("intel-rapl:0"), powercap.resolve("intel-rapl:1"));
        EnergyCount count = rapl.count().orElseThrow();
        assertThat(count.kilowattHours()).hasValue(0.0);
        for (String zone : new String[]{"intel-rapl:0", "intel-rapl:0:0", "intel-rapl:0:1", "intel-rapl:2"}) {
            energy(zone, "1800001000000"); // 1.8 MJ more
        }
        energy("intel-rapl:1", "1800002000000");
        // 3.6 MJ are 1 kWh
        assertThat(count.kilowattHours().orElseThrow()).isCloseTo(1, within(1e-12));
        assertThat(count.source()).contains("2 processor packages");
    }

    @Test
    void counterThatBeginsAgainGoesOn() throws IOException {
        zone("intel-rapl:0", "package-0", RANGE - 1_000_000);
        EnergyCount count = Rapl.at(powercap).count().orElseThrow();
        energy("intel-rapl:0", "2600000"); // 1 J to the end, 2.6 J after
        count.sample();
        energy("intel-rapl:0", "2600000");
        assertThat(count.kilowattHours().orElseThrow()).isCloseTo(3.6e6 / 3.6e12, within(1e-18));
    }

    @Test
    void nothingIsMeasuredUnlessEveryPackageCanBe() throws IOException {
        assertThat(Rapl.at(powercap.resolve("none")).count()).isEmpty();
        assertThat(Rapl.at(powercap).count()).isEmpty();
        zone("intel-rapl:0", "package-0", 1);
        zone("intel-rapl:1", "package-1", 1);
        assertThat(Rapl.at(powercap).count()).isPresent();
        unreadable("intel-rapl:1");
        assertThat(Rapl.at(powercap).count()).isEmpty();
        assertThat(Rapl.at(powercap).unreadable()).containsExactly(powercap.resolve("intel-rapl:1/energy_uj"));
    }

    @Test
    void counterThatIsLostOrNonsenseEndsTheMeasuring() throws IOException {
        zone("intel-rapl:0", "package-0", 1);
        EnergyCount lost = Rapl.at(powercap).count().orElseThrow();
        EnergyCount nonsense = Rapl.at(powercap).count().orElseThrow();
        energy("intel-rapl:0", "busy");
        assertThat(nonsense.kilowattHours()).isEmpty();
        unreadable("intel-rapl:0");
        assertThat(lost.kilowattHours()).isEmpty();
        Files.delete(powercap.resolve("intel-rapl:0/energy_uj"));
        energy("intel-rapl:0", "5");
        assertThat(lost.kilowattHours()).as("a gap is no zero").isEmpty();
    }

    /// A directory cannot be read as a file by anybody, root included.
    private void unreadable(String directory) throws IOException {
        Files.delete(powercap.resolve(directory).resolve("energy_uj"));
        Files.createDirectory(powercap.resolve(directory).resolve("energy_uj"));
    }
}
