package dev.retort.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.bill.Figure;
import dev.retort.bill.Unit;
import dev.retort.energy.Gpu;
import dev.retort.energy.Rapl;
import dev.retort.store.MeterRecord;
import dev.retort.store.MeterRecord.Basis;
import dev.retort.workspace.ReportSettings;
import dev.retort.workspace.Workspaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An hour of training of student `s` on a machine of two cores: 2 x 4 W and a memory module of 5 W.
class WorkEnergyTest {
    private static final Figure HOUR = Figure.measured(1, Unit.HOURS, "this machine's clock");
    private static final double CPU = 0.013;

    private final List<MeterRecord> meters = new ArrayList<>();

    private void meter(String name, double value, String source) {
        meters.add(new MeterRecord("train", "s", name, value, "", Basis.MEASURED, source, Instant.EPOCH));
    }

    private void processorsMeasured() {
        meter("energy", 0.02, "RAPL counters");
        meter("energy-time", 3600, "RAPL counters");
    }

    private void gpuMeasured() {
        meter("gpu-energy", 0.3, "NVML counter");
        meter("gpu-energy-time", 3590, "NVML counter");
    }

    private Figure energy(Optional<ReportSettings.Hardware> hardware) {
        var settings = new ReportSettings(Optional.empty(), hardware, Optional.empty(), Optional.empty(), Map.of(),
                List.of());
        return WorkEnergy.of(meters, Stage.TRAIN, "s", HOUR, new Costs(settings, meters, 2));
    }

    private static void assertEnergy(Figure figure, double kilowattHours, String basis, String... words) {
        assertThat(figure.number().orElseThrow()).isCloseTo(kilowattHours, within(1e-12));
        assertThat(figure.basisWord()).isEqualTo(basis);
        assertThat(figure.toString()).contains(words);
    }

    @Test
    void processorsAloneAreAsBefore() {
        assertEnergy(energy(Optional.empty()), CPU, "estimated", "hours x W / 1000");
        processorsMeasured();
        assertEnergy(energy(Optional.empty()), 0.02, "measured", "RAPL counters");
    }

    @Test
    void whatBothCountedIsMeasured() {
        meter("gpu", 1, "NVIDIA A100-SXM4-80GB");
        processorsMeasured();
        gpuMeasured();
        assertEnergy(energy(Optional.empty()), 0.32, "measured", "RAPL counters; NVML counter");
    }

    @Test
    void whatOneCountedIsAddedToAnEstimateOfTheOther() {
        meter("gpu", 1, "NVIDIA A100-SXM4-80GB");
        gpuMeasured();
        assertEnergy(energy(Optional.empty()), 0.3 + CPU, "estimated", "processors (estimated) + GPU (measured)",
                "NVML counter");
        meters.removeIf(meter -> meter.name().startsWith("gpu-"));
        processorsMeasured();
        assertEnergy(energy(Optional.empty()), 0.02 + 0.4, "estimated", "processors (measured) + GPU (estimated)",
                "mlco2/impact");
    }

    @Test
    void whatNobodyCountedIsTheTimesPowerOfBoth() {
        meter("gpu", 1, "Tesla T4");
        assertEnergy(energy(Optional.empty()), CPU + 0.07, "estimated", "processors (estimated) + GPU (estimated)");
        meter("gpu-energy", 0.01, "NVML counter"); // a part of the time: the rest ran elsewhere
        meter("gpu-energy-time", 600, "NVML counter");
        assertEnergy(energy(Optional.empty()), CPU + 0.07, "estimated", "processors (estimated) + GPU (estimated)");
    }

    @Test
    void aGpuOfUnknownPowerIsNotLeftOut() {
        meter("gpu", 1, "NVIDIA H200");
        assertThat(energy(Optional.empty())).isEqualTo(Figure.notKnown(Unit.KILOWATT_HOURS,
                "no hardware 'NVIDIA H200' in the tables; write the machine's watts under 'report: hardware:'"));
        assertEnergy(energy(Optional.of(
                new ReportSettings.Hardware("my box", OptionalDouble.empty(), OptionalDouble.of(900)))), 0.9,
                "estimated", "retort.yaml");
    }

    @Test
    void whatTheGpuCountsIsKeptByWorkAndForgottenWhenTheWorkBeginsAnew(@TempDir Path dir) throws IOException {
        Files.writeString(dir.resolve("texts.csv"), "id,text,label\n1,good,positive\n2,bad,negative\n");
        Files.writeString(dir.resolve("answers.jsonl"), "");
        Files.writeString(dir.resolve("retort.yaml"), """
                version: 1
                task: {instruction: Mood?, labels: [positive, negative]}
                data: {files: [texts.csv]}
                teachers: [{name: a, host: replay, recording: answers.jsonl, model: m}]
                """);
        var taken = new AtomicLong(7);
        Gpu gpu = new Gpu() {
            @Override
            public String name() {
                return "Tesla T4";
            }

            @Override
            public Optional<Long> millijoules() {
                return Optional.of(taken.get());
            }
        };
        var loaded = Workspaces.load(dir);
        try (var open = OpenWorkspace.open(loaded.workspace(), loaded.dataset(), "run", Clock.systemUTC())) {
            var energy = LocalEnergy.withGpu(open, new Rapl(List.of()), Optional.of(gpu), Stage.TRAIN, "s");
            energy.reset();
            taken.addAndGet(3_600_000_000L);
            energy.record();
            taken.addAndGet(7_200_000_000L);
            energy.record();
            assertThat(value(open, "gpu-energy")).isCloseTo(3, within(1e-9));
            assertThat(value(open, "gpu-energy-time")).isGreaterThan(0);
            assertThat(LocalEnergy.gpu(open.store().meters(), Stage.TRAIN, "s")).hasValue("Tesla T4");
            assertThat(LocalEnergy.gpu(open.store().meters(), Stage.EVALUATE, "s")).isEmpty();

            new LocalEnergy(open, new Rapl(List.of()), Stage.TRAIN, "s").reset(); // on the processors this time
            assertThat(value(open, "gpu-energy")).isZero();
            assertThat(value(open, "gpu-energy-time")).isZero();
            assertThat(LocalEnergy.gpu(open.store().meters(), Stage.TRAIN, "s")).isEmpty();
        }
    }

    private static double value(OpenWorkspace open, String name) {
        return open.store().meters().stream().filter(meter -> meter.name().equals(name)).findFirst().orElseThrow()
                .value();
    }
}
