package dev.retort.pipeline;

import dev.retort.bill.Figure;
import dev.retort.bill.Unit;
import dev.retort.energy.EnergyCount;
import dev.retort.energy.Rapl;
import dev.retort.store.MeterRecord;
import dev.retort.store.MeterRecord.Basis;
import java.util.List;
import java.util.Optional;

/// Energy of work on this machine, as counters measured it, kept in the store beside the time they were watched: only
/// where that is the time of the work is the energy that of the work.
final class LocalEnergy {
    private static final String ENERGY = "energy";
    private static final String WATCHED = "energy-time";
    /// Of the work's time; the rest is what passes between two clocks.
    private static final double LEAST_WATCHED = 0.95;

    private final OpenWorkspace open;
    private final Stage stage;
    private final String subject;
    private final Optional<EnergyCount> count;
    private double told;
    private long since = System.nanoTime();

    /// Begins to count, if there are counters.
    LocalEnergy(OpenWorkspace open, Rapl rapl, Stage stage, String subject) {
        this.open = open;
        this.stage = stage;
        this.subject = subject;
        this.count = rapl.count();
    }

    /// Forgets what earlier runs measured: the work begins anew.
    void reset() {
        if (count.isPresent() || value(open.store().meters(), WATCHED) > 0) {
            save(ENERGY, 0, "kWh", "nothing yet");
            save(WATCHED, 0, "s", "nothing yet");
        }
    }

    void sample() {
        count.ifPresent(EnergyCount::sample);
    }

    /// Adds what was taken since this was made, or since the last call, to what is in the store.
    void record() {
        Optional<Double> energy = count.flatMap(EnergyCount::kilowattHours);
        long now = System.nanoTime();
        if (energy.isPresent()) {
            List<MeterRecord> meters = open.store().meters();
            String source = count.orElseThrow().source();
            save(ENERGY, value(meters, ENERGY) + energy.get() - told, "kWh", source);
            save(WATCHED, value(meters, WATCHED) + (now - since) / 1e9, "s", source);
            told = energy.get();
        }
        since = now;
    }

    private void save(String name, double value, String unit, String source) {
        open.store().saveMeter(new MeterRecord(stage.word(), subject, name, value, unit, Basis.MEASURED, source,
                open.clock().instant()));
    }

    private double value(List<MeterRecord> meters, String name) {
        return find(meters, stage, subject, name).map(MeterRecord::value).orElse(0.0);
    }

    /// kWh, where all of the work was watched.
    ///
    /// @param wallSeconds of the work
    static Optional<Figure> measured(List<MeterRecord> meters, Stage stage, String subject, double wallSeconds) {
        double watched = find(meters, stage, subject, WATCHED).map(MeterRecord::value).orElse(0.0);
        return wallSeconds > 0 && watched >= LEAST_WATCHED * wallSeconds
                ? find(meters, stage, subject, ENERGY)
                        .map(meter -> Figure.measured(meter.value(), Unit.KILOWATT_HOURS, meter.source()))
                : Optional.empty();
    }

    private static Optional<MeterRecord> find(List<MeterRecord> meters, Stage stage, String subject, String name) {
        return meters.stream().filter(meter -> meter.stage().equals(stage.word()) && meter.subject().equals(subject)
                && meter.name().equals(name)).findFirst();
    }
}
