package dev.retort.cli;

import dev.retort.bill.Figure;
import dev.retort.dataset.ReferenceSource;
import dev.retort.evaluate.Evaluation;
import dev.retort.pipeline.RunResult;
import dev.retort.pipeline.Standing;
import dev.retort.report.Agreement;
import dev.retort.store.EvaluationRecord.SubjectKind;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// The table at the end of a run.
final class ResultTable {
    private ResultTable() {}

    static void print(RunResult result, PrintWriter out) {
        var rows = new ArrayList<List<String>>();
        boolean judged = result.source().isPresent();
        rows.add(judged
                ? List.of("", "accuracy", "macro F1", "coverage", "$ per million", "texts/s")
                : List.of("", "$ per million", "texts/s"));
        for (Standing standing : result.standings()) {
            var row = new ArrayList<String>();
            row.add((standing.kind() == SubjectKind.TEACHER ? "teacher " : "") + standing.title());
            if (judged) {
                row.add(percent(standing.evaluation(), Evaluation::accuracy));
                row.add(percent(standing.evaluation(), evaluation -> evaluation.macro().f1()));
                row.add(percent(standing.evaluation(), Evaluation::coverage));
            }
            row.add(money(standing.perMillion().money()));
            row.add(speed(standing.textsPerSecond()));
            rows.add(row);
        }
        out.println();
        Table.print(rows, out);
        out.println();
        result.source().ifPresentOrElse(
                source -> out.println("judged on %,d test texts with %s labels".formatted(result.judged(),
                        words(source))),
                () -> unjudged(result, out));
        result.student().ifPresent(student -> out.println("student: " + student));
        out.println("report:  " + result.page());
    }

    private static void unjudged(RunResult result, PrintWriter out) {
        out.println("No reference labels, so no accuracy is claimed. Agreement between those who labelled:");
        for (Agreement agreement : result.agreements()) {
            out.println(String.format(Locale.ROOT, "  %s and %s: %.1f %% of %,d texts%s", agreement.first(),
                    agreement.second(), 100 * agreement.observed(), agreement.texts(),
                    agreement.cohenKappa().isPresent()
                            ? String.format(Locale.ROOT, ", kappa %.2f", agreement.cohenKappa().getAsDouble())
                            : ""));
        }
        result.sample().ifPresent(sample -> out.println("To get accuracy, label the random sample in " + sample));
    }

    static String words(ReferenceSource source) {
        return switch (source) {
            case EXPERT -> "expert";
            case CROWD -> "crowd";
            case MODEL -> "model-written";
        };
    }

    private static String percent(Optional<Evaluation> evaluation, Function<Evaluation, Double> metric) {
        return evaluation.map(one -> String.format(Locale.ROOT, "%.1f %%", 100 * metric.apply(one))).orElse("-");
    }

    private static String money(Figure figure) {
        return figure.number().map(value -> String.format(Locale.ROOT, value < 1 ? "%.3f" : "%,.2f", value))
                .orElse("not known");
    }

    private static String speed(Figure figure) {
        return figure.number().map(value -> String.format(Locale.ROOT, "%,.0f", value)).orElse("not recorded");
    }
}
