package dev.retort.pipeline;

import dev.retort.bill.Figure;
import dev.retort.bill.Unit;
import dev.retort.energy.EnergyCount;
import dev.retort.energy.Gpu;
import dev.retort.energy.GpuCount;
import dev.retort.energy.Rapl;
import dev.retort.store.MeterRecord;
import dev.retort.store.MeterRecord.Basis;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Energy of work on this machine, as counters measured it, kept in the store beside the time they were watched: only
/// where that is the time of the work is the energy that of the work. Processors and a GPU that did the work are kept
/// apart, since often only one of them can be read.
final class LocalEnergy {
    /// Of the work's time; the rest is what passes between two clocks.
    private static final double LEAST_WATCHED = 0.95;
    /// The name of the meter whose source is the name of the GPU that did the work, if one did.
    private static final String GPU = "gpu";
    private static final String NAMELESS = "a GPU without a name";

    /// Whose counters.
    enum Part {
        PROCESSORS("energy", "energy-time"), GPU("gpu-energy", "gpu-energy-time");

        private final String energy;
        private final String watched;

        Part(String energy, String watched) {
            this.energy = energy;
            this.watched = watched;
        }
    }

    /// One part's counters since the work began.
    ///
    /// @param kilowattHours up to now; empty if they cannot be read any more
    private record Count(Part part, Supplier<Optional<Double>> kilowattHours, String source) {}

    private final OpenWorkspace open;
    private final Stage stage;
    private final String subject;
    private final Optional<EnergyCount> processors;
    private final List<Count> counts = new ArrayList<>();
    private final Map<Part, Double> told = new EnumMap<>(Part.class);
    private final Map<Part, Long> since = new EnumMap<>(Part.class);
    private final Optional<String> gpu;

    /// Begins to count work of the processors, if there are counters.
    LocalEnergy(OpenWorkspace open, Rapl rapl, Stage stage, String subject) {
        this(open, rapl, Optional.empty(), Optional.empty(), stage, subject);
    }

    /// Begins to count work of the processors and a GPU.
    ///
    /// @param gpu that does the work; empty if nothing is known of it
    static LocalEnergy withGpu(OpenWorkspace open, Rapl rapl, Optional<Gpu> gpu, Stage stage, String subject) {
        return new LocalEnergy(open, rapl, gpu, Optional.of(gpu.map(Gpu::name).orElse(NAMELESS)), stage, subject);
    }

    private LocalEnergy(OpenWorkspace open, Rapl rapl, Optional<Gpu> meter, Optional<String> gpu, Stage stage,
            String subject) {
        this.open = open;
        this.stage = stage;
        this.subject = subject;
        this.gpu = gpu;
        this.processors = rapl.count();
        processors.ifPresent(
                count -> counts.add(new Count(Part.PROCESSORS, count::kilowattHours, count.source())));
        meter.flatMap(GpuCount::of)
                .ifPresent(count -> counts.add(new Count(Part.GPU, count::kilowattHours, count.source())));
        counts.forEach(count -> since.put(count.part(), System.nanoTime()));
    }

    /// Forgets what earlier runs measured: the work begins anew.
    void reset() {
        List<MeterRecord> meters = open.store().meters();
        for (Part part : Part.values()) {
            if (since.containsKey(part) || value(meters, part.watched) > 0) {
                save(part.energy, 0, "kWh", "nothing yet");
                save(part.watched, 0, "s", "nothing yet");
            }
        }
        if (value(meters, GPU) > 0) {
            save(GPU, 0, "devices", "none yet");
        }
    }

    void sample() {
        processors.ifPresent(EnergyCount::sample);
    }

    /// Adds what was taken since this was made, or since the last call, to what is in the store.
    void record() {
        gpu.ifPresent(name -> save(GPU, 1, "devices", name));
        for (Count count : counts) {
            Optional<Double> energy = count.kilowattHours().get();
            long now = System.nanoTime();
            long before = since.getOrDefault(count.part(), now);
            since.put(count.part(), now);
            if (energy.isPresent()) {
                List<MeterRecord> meters = open.store().meters();
                double added = energy.get() - told.getOrDefault(count.part(), 0.0);
                save(count.part().energy, value(meters, count.part().energy) + added, "kWh", count.source());
                save(count.part().watched, value(meters, count.part().watched) + (now - before) / 1e9, "s",
                        count.source());
                told.put(count.part(), energy.get());
            }
        }
    }

    private void save(String name, double value, String unit, String source) {
        open.store().saveMeter(new MeterRecord(stage.word(), subject, name, value, unit, Basis.MEASURED, source,
                open.clock().instant()));
    }

    private double value(List<MeterRecord> meters, String name) {
        return find(meters, stage, subject, name).map(MeterRecord::value).orElse(0.0);
    }

    /// kWh of one part, where all of the work was watched.
    ///
    /// @param wallSeconds of the work
    static Optional<Figure> measured(List<MeterRecord> meters, Part part, Stage stage, String subject,
            double wallSeconds) {
        double watched = find(meters, stage, subject, part.watched).map(MeterRecord::value).orElse(0.0);
        return wallSeconds > 0 && watched >= LEAST_WATCHED * wallSeconds
                ? find(meters, stage, subject, part.energy)
                        .map(meter -> Figure.measured(meter.value(), Unit.KILOWATT_HOURS, meter.source()))
                : Optional.empty();
    }

    /// The name of the GPU that did the work, or a part of it; empty if the processors did it all.
    static Optional<String> gpu(List<MeterRecord> meters, Stage stage, String subject) {
        return find(meters, stage, subject, GPU).filter(meter -> meter.value() > 0).map(MeterRecord::source);
    }

    private static Optional<MeterRecord> find(List<MeterRecord> meters, Stage stage, String subject, String name) {
        return meters.stream().filter(meter -> meter.stage().equals(stage.word()) && meter.subject().equals(subject)
                && meter.name().equals(name)).findFirst();
    }
}
