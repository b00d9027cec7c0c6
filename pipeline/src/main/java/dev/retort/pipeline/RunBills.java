package dev.retort.pipeline;

import dev.retort.bill.Figure;
import dev.retort.bill.ModelPrice;
import dev.retort.bill.Source;
import dev.retort.bill.Spend;
import dev.retort.bill.Unit;
import dev.retort.bill.Work;
import dev.retort.report.RunBill;
import dev.retort.store.AskingTotals;
import dev.retort.store.BatchRecord;
import dev.retort.store.MeterRecord;
import dev.retort.store.StudentRecord;
import dev.retort.teacher.Ask;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/// What making this student has cost, stage by stage, over all runs on this store.
final class RunBills {
    static final String WALL = "wall-time";
    private static final Source HERE = Source.undated("this workspace");
    /// Data centres of LLM hosts, as EcoLogits assumes.
    private static final double HOST_PUE = 1.2;

    private final OpenWorkspace open;
    private final Costs costs;
    private final Optional<StudentRecord> student;
    private final List<MeterRecord> meters;
    private final Map<String, AskingTotals> charges;

    RunBills(OpenWorkspace open, Costs costs, Optional<StudentRecord> student) {
        this.open = open;
        this.costs = costs;
        this.student = student;
        this.meters = open.store().meters();
        this.charges = open.store().askingTotals();
    }

    RunBill bill() {
        var lines = new ArrayList<RunBill.Line>();
        open.workspace().teachers().forEach(ask -> lines.add(annotate(ask)));
        student.ifPresent(record -> lines.add(train(record)));
        student.ifPresent(record -> lines.add(local(Stage.EVALUATE, record)));
        long unanswered = open.store().unansweredSends();
        long failed = open.workspace().teachers().stream()
                .mapToLong(ask -> open.store().failedSends(ask.teacher().name())).sum();
        return new RunBill(lines, total(lines), Math.toIntExact(unanswered),
                atMost(unanswered, "every send has its answer or its error"), failed,
                atMost(failed, "every send has its answer"), notes());
    }

    private RunBill.Line annotate(Ask ask) {
        String name = ask.teacher().name();
        String stage = "annotate: " + Standings.title(ask);
        Duration wall = wall(name, Stage.ANNOTATE);
        if (ask.teacher().host() instanceof HostSettings.Replay) {
            Function<Unit, Figure> nothing = unit -> Figure.measured(0, unit,
                    "replayed from a recording: nothing was sent and nothing paid");
            return new RunBill.Line(stage, wall, 0, nothing.apply(Unit.TOKENS), nothing.apply(Unit.TOKENS),
                    nothing.apply(Unit.TOKENS), nothing.apply(Unit.TOKENS),
                    nothing.apply(Unit.DOLLARS), nothing.apply(Unit.KILOWATT_HOURS), nothing.apply(Unit.KILOGRAMS));
        }
        AskingTotals paid = charges.getOrDefault(name, AskingTotals.NONE);
        double perAnswer = paid.told() == 0
                ? value(name, TokenMeter.COMPLETION).orElse(0.0)
                : (double) paid.usage().completion() / paid.told();
        Figure energy = costs.factors().requestEnergy(Costs.pricedAs(ask), perAnswer, HOST_PUE).times(
                (double) paid.answers(), Unit.KILOWATT_HOURS,
                "%,d answers x kWh a request".formatted(paid.answers()));
        Optional<Usage> usage = paid.told() == paid.answers() ? Optional.of(paid.usage()) : Optional.empty();
        return new RunBill.Line(stage, wall, paid.sends(), tokens(paid, paid.usage().prompt()),
                tokens(paid, paid.usage().cached()), tokens(paid, paid.usage().completion()),
                tokens(paid, paid.usage().reasoning()), Spend.of(usage, paid.batched(), costs.listPrice(ask)),
                energy,
                Work.co2e(energy, costs.grid()));
    }

    private static Figure tokens(AskingTotals paid, long sum) {
        return paid.told() == paid.answers()
                ? Figure.measured((double) sum, Unit.TOKENS,
                        "what the host stated for %,d answers".formatted(paid.answers()))
                : Figure.notKnown(Unit.TOKENS, "the host told nothing for %,d of %,d answers"
                        .formatted(paid.answers() - paid.told(), paid.answers()));
    }

    /// Of learning and validating, on this machine.
    RunBill.Line train(StudentRecord made) {
        return local(Stage.TRAIN, made);
    }

    /// Work on this machine.
    private RunBill.Line local(Stage stage, StudentRecord subject) {
        Duration wall = wall(subject.name(), stage);
        Figure hours = Figure.measured(wall.toNanos() / 3.6e12, Unit.HOURS, "this machine's clock");
        Figure energy = WorkEnergy.of(meters, stage, subject.name(), hours, costs);
        Figure none = Figure.measured(0, Unit.TOKENS, "no request was sent");
        return new RunBill.Line(stage.word(), wall, 0, none, none, none, none, Work.rent(hours, costs.dollarsPerHour()),
                energy,
                Work.co2e(energy, costs.grid()));
    }

    private Duration wall(String subject, Stage stage) {
        return Duration.ofNanos((long) (wallSeconds(meters, stage, subject) * 1e9));
    }

    private static double wallSeconds(List<MeterRecord> meters, Stage stage, String subject) {
        return meters.stream()
                .filter(meter -> meter.stage().equals(stage.word()) && meter.subject().equals(subject)
                        && meter.name().equals(WALL))
                .findFirst().map(MeterRecord::value).orElse(0.0);
    }

    private Optional<Double> value(String subject, String name) {
        return meters.stream().filter(meter -> meter.subject().equals(subject) && meter.name().equals(name))
                .findFirst().map(MeterRecord::value);
    }

    private static RunBill.Line total(List<RunBill.Line> lines) {
        return new RunBill.Line("total", lines.stream().map(RunBill.Line::wall).reduce(Duration.ZERO, Duration::plus),
                lines.stream().mapToLong(RunBill.Line::requests).sum(), sum(lines, RunBill.Line::tokensIn),
                sum(lines, RunBill.Line::tokensCached), sum(lines, RunBill.Line::tokensOut),
                sum(lines, RunBill.Line::tokensReasoning), sum(lines, RunBill.Line::dollars),
                sum(lines, RunBill.Line::energy), sum(lines, RunBill.Line::co2e));
    }

    /// Not known as soon as one part is not known: a total of the rest would look smaller than it is.
    private static Figure sum(List<RunBill.Line> lines, Function<RunBill.Line, Figure> column) {
        Figure sum = column.apply(lines.getFirst());
        for (RunBill.Line line : lines.subList(1, lines.size())) {
            sum = sum.with(column.apply(line), sum.unit(), "sum of the rows above", Double::sum);
        }
        return sum;
    }

    /// What sends cost at most that may have been paid without an answer having arrived.
    ///
    /// @param none in words, where there are no such sends
    private Figure atMost(long sends, String none) {
        if (sends == 0) {
            return Figure.measured(0, Unit.DOLLARS, none);
        }
        double dearest = 0;
        for (Ask ask : open.workspace().teachers()) {
            String name = ask.teacher().name();
            Optional<ModelPrice> price = costs.listPrice(ask);
            Optional<Double> prompt = value(name, TokenMeter.PROMPT);
            Optional<Double> completion = value(name, TokenMeter.COMPLETION);
            if (price.isPresent() && prompt.isPresent() && completion.isPresent()) {
                dearest = Math.max(dearest, price.get().dollars(prompt.get(), 0, completion.get()));
            }
        }
        return dearest == 0
                ? Figure.notKnown(Unit.DOLLARS, "no price is known for any teacher")
                : Figure.estimated(dearest * sends, Unit.DOLLARS,
                        "%,d sends x the mean cost of the dearest teacher's request".formatted(sends), HERE);
    }

    private List<String> notes() {
        var notes = new ArrayList<String>();
        notes.add("Work on this machine is priced as %s; where its energy was not measured, its power is taken as %s."
                .formatted(costs.machine(),
                        costs.watts()));
        List<BatchRecord> batches = open.store().openBatches();
        if (!batches.isEmpty()) {
            notes.add(
                    "Not in the table: %,d requests in %,d batch%s that hosts still work on; the next annotation takes them up."
                            .formatted(batches.stream().mapToLong(BatchRecord::requests).sum(), batches.size(),
                                    batches.size() == 1 ? "" : "es"));
        }
        var gone = new TreeSet<>(charges.keySet());
        open.workspace().teachers().forEach(ask -> gone.remove(ask.teacher().name()));
        if (!gone.isEmpty()) {
            notes.add("Teachers that the workspace no longer names are not in the table: %s, with %,d answers."
                    .formatted(String.join(", ", gone),
                            gone.stream().mapToLong(name -> charges.getOrDefault(name, AskingTotals.NONE).answers())
                                    .sum()));
        }
        return notes;
    }

    /// Adds to the time that a stage has taken over all runs.
    static void addWall(OpenWorkspace open, Stage stage, String subject, Duration time, String source) {
        double before = wallSeconds(open.store().meters(), stage, subject);
        open.store().saveMeter(new MeterRecord(stage.word(), subject, WALL, before + time.toNanos() / 1e9, "s",
                MeterRecord.Basis.MEASURED, source, open.clock().instant()));
    }
}
