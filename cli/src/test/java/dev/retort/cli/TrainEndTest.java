package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.energy.Rapl;
import dev.retort.hosts.Hosts;
import dev.retort.pipeline.OpenWorkspace;
import dev.retort.pipeline.Run;
import dev.retort.pipeline.RunEvent;
import dev.retort.pipeline.StopSignal;
import dev.retort.pipeline.Workbench;
import dev.retort.train.TrainEvent;
import dev.retort.workspace.Workspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The last word of a training, and what it says it took.
class TrainEndTest {
    @TempDir
    private Path dir;

    @Test
    void earlyStopSaysAfterWhichEpochAndWhy() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        // nothing moves at such a rate, so no epoch is better than the first
        workspace.write("retort.yaml", Files.readString(workspace.file("retort.yaml")).replace("epochs: 2", "epochs: 5")
                .replace("learning-rate: 1e-3", "learning-rate: 1e-12, patience: 2"));
        assertThat(Session.of("annotate", "-q", dir.toString()).status()).isZero();

        Session session = Session.of("train", dir.toString());

        assertThat(session.status()).as(session.err()).isZero();
        assertThat(session.err()).contains("stopped early after epoch 3 of 5, because macro F1 on the held-out texts "
                + "was not better for 2 epochs (patience); took epoch ");
    }

    @Test
    void failureIsOneLine() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        workspace.write("texts.csv", """
                id,text,label,split
                t000,Profit rose,good,train
                t001,Profit fell,bad,train
                t002,Sales grew,good,test
                """);
        assertThat(Session.of("annotate", "-q", dir.toString()).status()).isZero();

        Session session = Session.of("train", "-q", dir.toString());

        assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(session.err()).hasLineCount(1)
                .startsWith("retort: training failed: a student needs texts to learn from and to validate on, got");
        assertThat(session.out()).isEmpty();
    }

    @Test
    void energyIsMeasuredWhereThereAreCounters() throws Exception {
        TinyWorkspace.replaying(dir);
        assertThat(Session.of("annotate", "-q", dir.toString()).status()).isZero();
        Path zone = Files.createDirectories(dir.resolve("powercap/intel-rapl:0"));
        Files.writeString(zone.resolve("name"), "package-0\n");
        Files.writeString(zone.resolve("max_energy_range_uj"), "100000000000\n");
        burn(zone, 99_999_999_999L);

        var loaded = Workspaces.load(dir);
        var clock = Clock.systemUTC();
        var workbench = new Workbench(clock, _ -> Optional.empty(), dir.resolve("bases"), 2,
                Rapl.at(dir.resolve("powercap")), "test");
        try (var hosts = new Hosts(workbench.environment(), clock);
                var open = OpenWorkspace.open(loaded.workspace(), loaded.dataset(), "run", clock)) {
            // every step takes 3.6 kJ, which is 1 Wh; the counter begins anew with the first
            new Run(open, workbench, hosts, event -> {
                if (event instanceof RunEvent.Training(TrainEvent.Stepped step)) {
                    burn(zone, 3_600_000_000L * step.step() - 1);
                }
            }, new StopSignal()).all();
        }

        Path student = students();
        // the last step's 1 Wh is burnt before the epoch ends, so 2 epochs of 5 steps are 10 Wh
        assertThat(Files.readString(student.resolve("README.md"))).contains(
                "Training took 0.0100 kWh (measured: RAPL counters of the processor package;",
                "kg CO2e (kWh x g/kWh / 1000;").doesNotContain("Not measured");
        assertThat(Files.readString(dir.resolve("reports/index.html"))).contains(
                "RAPL counters of the processor package");
    }

    @Test
    void energyIsEstimatedWhereThereAreNone() throws IOException {
        TinyWorkspace.replaying(dir);
        assertThat(Session.of("annotate", "-q", dir.toString()).status()).isZero();
        assertThat(Session.of("train", "-q", dir.toString()).status()).isZero();
        if (Rapl.at(Path.of("/sys/class/powercap")).count().isEmpty()) {
            assertThat(Files.readString(students().resolve("README.md")))
                    .contains("kWh (estimated: hours x W / 1000 x PUE 1.0;");
        }
    }

    private Path students() throws IOException {
        try (var all = Files.list(dir.resolve("students"))) {
            return all.findFirst().orElseThrow();
        }
    }

    private static void burn(Path zone, long microjoules) {
        try {
            Files.writeString(zone.resolve("energy_uj"), microjoules + "\n");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
