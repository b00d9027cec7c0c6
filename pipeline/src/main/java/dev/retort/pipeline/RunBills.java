package dev.retort.pipeline;

import dev.retort.bill.Figure;
import dev.retort.bill.Source;
import dev.retort.bill.Spend;
import dev.retort.bill.Unit;
import dev.retort.bill.Work;
import dev.retort.report.Cell;
import dev.retort.report.RunBill;
import dev.retort.store.MeterRecord;
import dev.retort.store.StudentRecord;
import dev.retort.teacher.Ask;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What making this student has cost, stage by stage, over all runs on this store.
final class RunBills {
    private final OpenWorkspace open;
    private final Costs costs;
    private final Optional<StudentRecord> student;
    private final List<MeterRecord> meters;

    RunBills(OpenWorkspace open, Costs costs, Optional<StudentRecord> student) {
        this.open = open;
        this.costs = costs;
        this.student = student;
        this.meters = open.store().meters();
    }

    RunBill bill() {
        var lines = new ArrayList<RunBill.Line>();
        for (Ask ask : open.workspace().teachers()) {
            lines.add(teacher(ask));
        }
        student.ifPresent(record -> lines.add(local("train", wall(record.name(), Stage.TRAIN))));
        long unanswered = open.store().unansweredSends();
        return new RunBill(lines, total(lines), Math.toIntExact(unanswered), repeated(unanswered), notes());
    }

    private RunBill.Line teacher(Ask ask) {
        String name = ask.teacher().name();
        boolean replayed = ask.teacher().host() instanceof HostSettings.Replay;
        Cell wall = Cells.of(wall(name, Stage.ANNOTATE), dev.retort.report.Unit.SECONDS);
        Cell requests = cell(name, TokenMeter.ANSWERS, dev.retort.report.Unit.REQUESTS);
        if (replayed) {
            String why = "replayed from a recording: nothing was sent and nothing paid";
            return new RunBill.Line("annotate: " + Standings.title(ask), wall, requests,
                    Cell.measured(0, dev.retort.report.Unit.TOKENS, why),
                    Cell.measured(0, dev.retort.report.Unit.TOKENS, why),
                    Cell.measured(0, dev.retort.report.Unit.DOLLARS, why),
                    Cell.measured(0, dev.retort.report.Unit.KWH, why),
                    Cell.measured(0, dev.retort.report.Unit.KG_CO2E, why));
        }
        Figure energy = answers(name).map(count -> costs.factors()
                .requestEnergy(Costs.pricedAs(ask), value(name, TokenMeter.COMPLETION).orElse(0.0), 1.2)
                .times(count, Unit.KILOWATT_HOURS, "answers x kWh a request"))
                .orElseGet(() -> Figure.notKnown(Unit.KILOWATT_HOURS, "no answers yet"));
        return new RunBill.Line("annotate: " + Standings.title(ask), wall, requests,
                cell(name, TokenMeter.PROMPT_TOTAL, dev.retort.report.Unit.TOKENS),
                cell(name, TokenMeter.COMPLETION_TOTAL, dev.retort.report.Unit.TOKENS),
                Cells.of(Spend.of(usage(name), costs.price(ask)), dev.retort.report.Unit.DOLLARS),
                Cells.of(energy, dev.retort.report.Unit.KWH),
                Cells.of(Work.co2e(energy, costs.grid()), dev.retort.report.Unit.KG_CO2E));
    }

    private Optional<Usage> usage(String teacher) {
        Optional<Double> prompt = value(teacher, TokenMeter.PROMPT_TOTAL);
        return prompt.map(tokens -> new Usage(tokens.longValue(), total(teacher, TokenMeter.CACHED_TOTAL),
                total(teacher, TokenMeter.COMPLETION_TOTAL), total(teacher, TokenMeter.REASONING_TOTAL)));
    }

    private long total(String subject, String name) {
        return value(subject, name).orElse(0.0).longValue();
    }

    /// Work on this machine.
    private RunBill.Line local(String stage, Figure seconds) {
        Figure hours = seconds.times(1 / 3600.0, Unit.HOURS, "seconds / 3600");
        Figure energy = Work.energy(hours, costs.watts(), 1);
        String why = "no request was sent";
        return new RunBill.Line(stage, Cells.of(seconds, dev.retort.report.Unit.SECONDS),
                Cell.measured(0, dev.retort.report.Unit.REQUESTS, why),
                Cell.measured(0, dev.retort.report.Unit.TOKENS, why),
                Cell.measured(0, dev.retort.report.Unit.TOKENS, why),
                Cells.of(Work.rent(hours, costs.dollarsPerHour()), dev.retort.report.Unit.DOLLARS),
                Cells.of(energy, dev.retort.report.Unit.KWH),
                Cells.of(Work.co2e(energy, costs.grid()), dev.retort.report.Unit.KG_CO2E));
    }

    private Figure wall(String subject, Stage stage) {
        return meters.stream()
                .filter(meter -> meter.stage().equals(stage.word()) && meter.subject().equals(subject)
                        && meter.name().equals("wall-time"))
                .findFirst().map(meter -> Figure.measured(meter.value(), Unit.SECONDS, meter.source()))
                .orElseGet(() -> Figure.notKnown(Unit.SECONDS, "not recorded"));
    }

    private Cell cell(String subject, String name, dev.retort.report.Unit unit) {
        return meter(subject, name).map(meter -> meter.basis() == MeterRecord.Basis.MEASURED
                ? Cell.measured(meter.value(), unit, meter.source())
                : Cell.estimated(meter.value(), unit, meter.source()))
                .orElseGet(() -> Cell.notKnown(unit, "the host did not tell"));
    }

    private Optional<Double> answers(String teacher) {
        return value(teacher, TokenMeter.ANSWERS);
    }

    private Optional<Double> value(String subject, String name) {
        return meter(subject, name).map(MeterRecord::value);
    }

    private Optional<MeterRecord> meter(String subject, String name) {
        return meters.stream().filter(meter -> meter.subject().equals(subject) && meter.name().equals(name))
                .findFirst();
    }

    private RunBill.Line total(List<RunBill.Line> lines) {
        return new RunBill.Line("total", sum(lines, RunBill.Line::wall), sum(lines, RunBill.Line::requests),
                sum(lines, RunBill.Line::tokensIn), sum(lines, RunBill.Line::tokensOut),
                sum(lines, RunBill.Line::dollars), sum(lines, RunBill.Line::energy), sum(lines, RunBill.Line::co2e));
    }

    /// Not known as soon as one part is not known: a total of the rest would look smaller than it is.
    private static Cell sum(List<RunBill.Line> lines, Function<RunBill.Line, Cell> column) {
        dev.retort.report.Unit unit = column.apply(lines.getFirst()).unit();
        double sum = 0;
        for (RunBill.Line line : lines) {
            Cell cell = column.apply(line);
            if (cell.value().isEmpty()) {
                return Cell.notKnown(unit, "the part of '%s' is not known".formatted(line.stage()));
            }
            sum += cell.value().getAsDouble();
        }
        return Cell.estimated(sum, unit, "sum of the rows above");
    }

    private Cell repeated(long sends) {
        if (sends == 0) {
            return Cell.measured(0, dev.retort.report.Unit.DOLLARS, "every send has its answer or its error");
        }
        double most = 0;
        for (Ask ask : open.workspace().teachers()) {
            Optional<Double> prompt = value(ask.teacher().name(), TokenMeter.PROMPT);
            Optional<Double> completion = value(ask.teacher().name(), TokenMeter.COMPLETION);
            var price = costs.price(ask);
            if (prompt.isEmpty() || completion.isEmpty() || price.isEmpty()) {
                continue;
            }
            most = Math.max(most,
                    (prompt.get() * price.get().input() + completion.get() * price.get().output()) / 1e6);
        }
        return most == 0
                ? Cell.notKnown(dev.retort.report.Unit.DOLLARS, "no price is known")
                : Cell.estimated(most * sends, dev.retort.report.Unit.DOLLARS,
                        "%d sends x the mean cost of the dearest teacher's request; %s".formatted(sends,
                                Source.undated("prices as above")));
    }

    private List<String> notes() {
        return List.of("Work on this machine is priced as %s and its power is %s.".formatted(costs.machine(),
                costs.watts()));
    }
}
