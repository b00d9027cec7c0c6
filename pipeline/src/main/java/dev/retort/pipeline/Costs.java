package dev.retort.pipeline;

import dev.retort.bill.Bill;
import dev.retort.bill.CpuPower;
import dev.retort.bill.Factors;
import dev.retort.bill.Figure;
import dev.retort.bill.ModelPrice;
import dev.retort.bill.PerMillionTexts;
import dev.retort.bill.PriceTable;
import dev.retort.bill.Source;
import dev.retort.bill.Tokens;
import dev.retort.bill.Unit;
import dev.retort.store.MeterRecord;
import dev.retort.store.StudentRecord;
import dev.retort.teacher.Ask;
import dev.retort.teacher.Mode;
import dev.retort.workspace.ReportSettings;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// What a million texts cost by each contender: the store's meters times the workspace's factors.
final class Costs {
    /// The machine a student is priced on unless the workspace names one: two virtual CPUs.
    static final String DEFAULT_MACHINE = "c8i.large";
    /// Data centres of LLM hosts, as EcoLogits assumes.
    private static final double HOST_PUE = 1.2;

    private final ReportSettings settings;
    private final Factors factors;
    private final List<MeterRecord> meters;
    private final int cores;
    private final PriceTable own;
    private final PriceTable mapped;

    Costs(ReportSettings settings, List<MeterRecord> meters, int cores) {
        this.settings = settings;
        this.meters = List.copyOf(meters);
        this.cores = cores;
        this.factors = Factors.builtIn();
        this.own = new PriceTable(settings.prices().entrySet().stream()
                .map(entry -> new ModelPrice(entry.getKey(), Optional.empty(), entry.getValue().input(),
                        entry.getValue().output(), entry.getValue().cachedInput(), Source.undated("retort.yaml")))
                .toList());
        this.mapped = new PriceTable(settings.priceMap());
    }

    Factors factors() {
        return factors;
    }

    /// The model whose price stands for a teacher.
    static String pricedAs(Ask ask) {
        return ask.teacher().pricedAs().orElse(ask.teacher().model());
    }

    /// What the teacher's requests cost the way it is asked now: half of the list in batches.
    Optional<ModelPrice> price(Ask ask) {
        return ask.mode() == Mode.BATCH ? listPrice(ask).map(ModelPrice::batch) : listPrice(ask);
    }

    /// The user's own price, else that of the price map (of this host, where the map has it), else the built-in one.
    Optional<ModelPrice> listPrice(Ask ask) {
        String model = pricedAs(ask);
        return own.find(model).or(() -> mapped.find(model, ask.teacher().host().word()))
                .or(() -> factors.prices().find(model));
    }

    Bill teacher(Ask ask) {
        String name = ask.teacher().name();
        Optional<MeterRecord> prompt = meter(name, TokenMeter.PROMPT);
        Optional<MeterRecord> completion = meter(name, TokenMeter.COMPLETION);
        Figure hours = Figure.notKnown(Unit.HOURS, "it depends on the host's limits");
        if (prompt.isEmpty() || completion.isEmpty()) {
            String why = "no answers yet";
            return new Bill(name, Figure.notKnown(Unit.DOLLARS, why), hours,
                    Figure.notKnown(Unit.KILOWATT_HOURS, why), Figure.notKnown(Unit.KILOGRAMS, why));
        }
        Tokens tokens = new Tokens(prompt.get().value(), completion.get().value());
        return PerMillionTexts.teacher(name, tokens, prompt.get().source(), ask.votes(), price(ask), hours,
                factors.requestEnergy(pricedAs(ask), tokens.completion(), HOST_PUE), grid());
    }

    Bill student(StudentRecord student) {
        return PerMillionTexts.student(student.name(), throughput(student.name()), dollarsPerHour(), watts(), grid(),
                1.0);
    }

    Figure throughput(String subject) {
        return figure(subject, StudentTrial.THROUGHPUT, Unit.TEXTS_PER_SECOND);
    }

    Figure latency(String subject) {
        return figure(subject, StudentTrial.LATENCY, Unit.SECONDS);
    }

    private Figure figure(String subject, String name, Unit unit) {
        return meter(subject, name).map(meter -> Figure.measured(meter.value(), unit, meter.source()))
                .orElseGet(() -> Figure.notKnown(unit, "not recorded"));
    }

    /// Whether `report: hardware:` says what the work is done on.
    boolean machineIsNamed() {
        return settings.hardware().isPresent();
    }

    int cores() {
        return cores;
    }

    Figure dollarsPerHour() {
        Optional<ReportSettings.Hardware> hardware = settings.hardware();
        OptionalDouble own = hardware.map(ReportSettings.Hardware::dollarsPerHour).orElse(OptionalDouble.empty());
        if (own.isPresent()) {
            return Figure.published(own.getAsDouble(), Unit.DOLLARS_PER_HOUR, Source.undated("retort.yaml"));
        }
        return factors.instances().find(machine());
    }

    String machine() {
        return settings.hardware().map(ReportSettings.Hardware::name).orElse(DEFAULT_MACHINE);
    }

    Figure watts() {
        Optional<ReportSettings.Hardware> hardware = settings.hardware();
        OptionalDouble own = hardware.map(ReportSettings.Hardware::watts).orElse(OptionalDouble.empty());
        if (own.isPresent()) {
            return Figure.published(own.getAsDouble(), Unit.WATTS, Source.undated("retort.yaml"));
        }
        Figure known = factors.powers().find(machine());
        return known instanceof Figure.NotKnown ? CpuPower.estimate(OptionalInt.of(cores), 1) : known;
    }

    Figure grid() {
        return switch (settings.grid().orElse(new ReportSettings.Grid.Region("world"))) {
            case ReportSettings.Grid.Region(var name) -> factors.grids().find(name);
            case ReportSettings.Grid.Factor(var grams) ->
                Figure.published(grams, Unit.GRAMS_PER_KILOWATT_HOUR, Source.undated("retort.yaml"));
        };
    }

    private Optional<MeterRecord> meter(String subject, String name) {
        return meters.stream().filter(meter -> meter.subject().equals(subject) && meter.name().equals(name))
                .findFirst();
    }
}
