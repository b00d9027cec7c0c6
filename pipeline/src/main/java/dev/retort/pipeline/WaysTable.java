package dev.retort.pipeline;

import dev.retort.bill.Bill;
import dev.retort.bill.CaseStudy;
import dev.retort.bill.Figure;
import dev.retort.bill.Source;
import dev.retort.bill.Unit;
import dev.retort.report.Ways;
import dev.retort.report.Ways.Row;
import dev.retort.report.Ways.Way;
import dev.retort.store.StudentRecord;
import dev.retort.teacher.Ask;
import java.util.List;
import java.util.Optional;

/// The three ways to label a million texts, beside what the case study published.
final class WaysTable {
    private static final Source STUDY = Source.of("the case study", "2024-02-16");

    private WaysTable() {}

    /// @param texts training texts, which are annotated once
    static Optional<Ways> of(Ask teacher, Optional<StudentRecord> student, Costs costs, int texts) {
        if (student.isEmpty()) {
            return Optional.empty();
        }
        StudentRecord record = student.get();
        Bill llm = costs.teacher(teacher);
        Bill distilled = costs.student(record);
        String machine = costs.machine();
        var ways = List.of(new Way("Your own labels", "people label, then the same student", false),
                new Way("LLM only", "%s, priced as %s".formatted(Standings.title(teacher), Costs.pricedAs(teacher)),
                        false),
                new Way("Distilled", "%s on this machine, priced as %s".formatted(record.base(), machine), false),
                new Way("LLM only, as published", "GPT-4, one request a text", true),
                new Way("Distilled, as published", "RoBERTa-base on an NVIDIA T4", true));
        Bill gpt4 = CaseStudy.gpt4();
        Bill t4 = CaseStudy.studentOnT4();
        Figure latency = costs.latency(record.name());
        Figure speed = costs.throughput(record.name());
        String name = teacher.teacher().name();
        var rows = List.of(
                new Row("Labelling the training texts, once", List.of(
                        Figure.notKnown(Unit.DOLLARS, "people's time was not recorded"),
                        Figure.estimated(0, Unit.DOLLARS, "no training texts are needed",
                                Source.undated("by definition")),
                        once(llm.money(), texts),
                        Figure.estimated(0, Unit.DOLLARS, "no training texts are needed",
                                Source.undated("by definition")),
                        Figure.notKnown(Unit.DOLLARS, "the study does not state it"))),
                new Row("Latency of one text",
                        List.of(latency, costs.latency(name), latency,
                                Figure.notKnown(Unit.SECONDS, "published as 'often several seconds'"),
                                Figure.published(0.128, Unit.SECONDS, STUDY))),
                new Row("Throughput",
                        List.of(speed, costs.throughput(name), speed,
                                Figure.notKnown(Unit.TEXTS_PER_SECOND, "depends on the host's rate limits"),
                                Figure.published(61.49, Unit.TEXTS_PER_SECOND, STUDY))),
                row("Money for a million texts", distilled.money(), llm.money(), gpt4.money(),
                        t4.money()),
                row("Energy for a million texts", distilled.energy(), llm.energy(), gpt4.energy(),
                        t4.energy()),
                row("CO2e for a million texts", distilled.co2e(), llm.co2e(), gpt4.co2e(), t4.co2e()));
        return Optional.of(new Ways(ways, rows, why(teacher)));
    }

    private static Row row(String quantity, Figure distilled, Figure llm, Figure gpt4, Figure t4) {
        return new Row(quantity, List.of(distilled, llm, distilled, gpt4, t4));
    }

    private static Figure once(Figure perMillion, int texts) {
        return perMillion.times(texts / 1e6, Unit.DOLLARS,
                "%,d training texts x the price of a million / 1,000,000".formatted(texts));
    }

    private static List<String> why(Ask teacher) {
        return List.of(
                "The study counts one request a text and 3 generated tokens; our figures count all %d vote%s a text and the tokens of the reasons."
                        .formatted(teacher.votes(), teacher.votes() == 1 ? "" : "s"),
                "The study prices a T4 at $0.60 an hour at the speed it measured there; ours is the speed measured on this machine at the price of the machine named in the column.",
                "The study's energy for GPT-4 is a rough published estimate per query; ours follows a published model of inference by model size, and is not known where the size is not public.");
    }
}
