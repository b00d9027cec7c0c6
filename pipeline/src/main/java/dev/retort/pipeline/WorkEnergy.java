package dev.retort.pipeline;

import dev.retort.bill.Basis;
import dev.retort.bill.CpuPower;
import dev.retort.bill.Figure;
import dev.retort.bill.GpuPower;
import dev.retort.bill.Unit;
import dev.retort.bill.Work;
import dev.retort.pipeline.LocalEnergy.Part;
import dev.retort.store.MeterRecord;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What work on this machine took, by the processors and, where one did the work, a GPU: each as its counters measured it,
/// or else its time times its power.
final class WorkEnergy {
    private WorkEnergy() {}

    /// @param hours of the work
    /// @param costs for the power of what was not measured
    /// @return kWh
    static Figure of(List<MeterRecord> meters, Stage stage, String subject, Figure hours, Costs costs) {
        double seconds = hours.number().orElse(0.0) * 3600;
        Optional<Figure> processors = LocalEnergy.measured(meters, Part.PROCESSORS, stage, subject, seconds);
        Optional<String> gpu = LocalEnergy.gpu(meters, stage, subject);
        if (gpu.isEmpty()) {
            return processors.orElseGet(() -> Work.energy(hours, costs.watts(), 1));
        }
        Optional<Figure> counted = LocalEnergy.measured(meters, Part.GPU, stage, subject, seconds);
        if (counted.isEmpty() && costs.machineIsNamed()) {
            return Work.energy(hours, costs.watts(), 1); // of the whole machine, as its user says
        }
        return sum(
                processors.orElseGet(() -> Work.energy(hours, CpuPower.estimate(OptionalInt.of(costs.cores()), 1), 1)),
                counted.orElseGet(() -> Work.energy(hours, watts(costs, gpu.get()), 1)));
    }

    private static Figure watts(Costs costs, String gpu) {
        Figure watts = GpuPower.of(costs.factors().powers(), gpu);
        return watts instanceof Figure.NotKnown unknown
                ? Figure.notKnown(Unit.WATTS, unknown.why() + "; write the machine's watts under 'report: hardware:'")
                : watts;
    }

    /// Measured if both are.
    private static Figure sum(Figure processors, Figure gpu) {
        return processors instanceof Figure.Known a && a.basis() == Basis.MEASURED && gpu instanceof Figure.Known b
                && b.basis() == Basis.MEASURED
                        ? Figure.measured(a.value() + b.value(), Unit.KILOWATT_HOURS,
                                "%s; %s".formatted(a.source(), b.source()))
                        : processors.with(gpu, Unit.KILOWATT_HOURS, "processors (%s) + GPU (%s)"
                                .formatted(processors.basisWord(), gpu.basisWord()), Double::sum);
    }
}
