package dev.retort.cli;

import dev.retort.annotate.Latencies;
import dev.retort.annotate.TeacherSummary;
import dev.retort.bill.Figure;
import dev.retort.pipeline.AnnotateOutcome;
import dev.retort.pipeline.TeacherOutcome;
import dev.retort.store.VoteKinds;
import dev.retort.teacher.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/// What asking came to, by teacher: what became of the votes, and what the answers of this run took.
final class OutcomeTable {
    private OutcomeTable() {}

    static List<String> lines(AnnotateOutcome outcome) {
        var lines = new ArrayList<>(Table.lines(votes(outcome)));
        if (outcome.teachers().stream().anyMatch(teacher -> teacher.asked().sends() > 0)) {
            lines.add("");
            lines.addAll(Table.lines(costs(outcome)));
        }
        return lines;
    }

    private static List<List<String>> votes(AnnotateOutcome outcome) {
        var rows = new ArrayList<List<String>>();
        var heads = new ArrayList<String>(List.of("teacher", "votes", "answered now", "known before", "unreadable",
                "refused", "rejected", "gave up", "not asked"));
        boolean spares = outcome.teachers().stream().anyMatch(teacher -> teacher.asked().spared() > 0);
        if (spares) {
            heads.add("spared");
        }
        rows.add(heads);
        for (TeacherOutcome teacher : outcome.teachers()) {
            TeacherSummary asked = teacher.asked();
            var row = new ArrayList<String>(List.of(teacher.teacher(), count(asked.wanted()), count(asked.answered()),
                    count(asked.reused()), counted(teacher, VoteKinds::unreadable),
                    counted(teacher, VoteKinds::refused),
                    count(asked.rejected()), count(asked.gaveUp()),
                    count(asked.missing() - asked.rejected() - asked.gaveUp())));
            if (spares) {
                row.add(count(asked.spared()));
            }
            rows.add(row);
        }
        return rows;
    }

    private static String counted(TeacherOutcome teacher, ToLongFunction<VoteKinds> kind) {
        return teacher.votes().map(votes -> count(kind.applyAsLong(votes))).orElse("not counted");
    }

    private static List<List<String>> costs(AnnotateOutcome outcome) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("in this run", "sends", "sent again", "p50", "p95", "p99", "tokens in", "cached", "tokens out",
                "reasoning", "$"));
        for (TeacherOutcome teacher : outcome.teachers()) {
            TeacherSummary asked = teacher.asked();
            rows.add(List.of(teacher.teacher(), count(asked.sends()), count(asked.retries()),
                    quantile(asked.latencies(), 0.5), quantile(asked.latencies(), 0.95),
                    quantile(asked.latencies(), 0.99), tokens(teacher, Usage::prompt), tokens(teacher, Usage::cached),
                    tokens(teacher, Usage::completion), tokens(teacher, Usage::reasoning), money(teacher.dollars())));
        }
        return rows;
    }

    private static String quantile(Latencies latencies, double share) {
        return latencies.quantile(share).map(latency -> {
            double seconds = latency.toNanos() / 1e9;
            return seconds < 1
                    ? String.format(Locale.ROOT, "%.0f ms", seconds * 1e3)
                    : String.format(Locale.ROOT, "%.1f s", seconds);
        }).orElse("-");
    }

    private static String tokens(TeacherOutcome teacher, ToLongFunction<Usage> part) {
        return teacher.usage().map(usage -> count(part.applyAsLong(usage))).orElse("-");
    }

    /// Cents count, and so do parts of a cent while they are all there is.
    static String money(Figure figure) {
        return figure.number().map(OutcomeTable::money).orElse("not known");
    }

    static String money(double dollars) {
        return dollars == 0 ? "0" : String.format(Locale.ROOT, dollars < 1 ? "%.4f" : "%,.2f", dollars);
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
