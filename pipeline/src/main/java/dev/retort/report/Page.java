package dev.retort.report;

import dev.retort.bill.Basis;
import dev.retort.bill.Figure;
import dev.retort.dataset.ReferenceSource;
import dev.retort.votes.ReadStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the templates print: the data with the wording, places and footnotes worked out from it.
record Page(ReportData data, Headline headline, BarChart bars, Notes contenderNotes, Notes togetherNotes,
        Notes wayNotes,
        Notes billNotes) {
    static Page of(ReportData data) {
        List<Figure> contenders = data.contenders().stream()
                .flatMap(contender -> Stream.of(contender.dollars(), contender.textsPerSecond())).toList();
        List<Figure> ways = data.ways().stream().flatMap(all -> all.rows().stream())
                .flatMap(row -> row.figures().stream()).toList();
        RunBill bill = data.bill();
        var spent = new ArrayList<Figure>();
        bill.stages().forEach(line -> spent.addAll(line.figures()));
        spent.addAll(bill.total().figures());
        if (bill.repeated() > 0) {
            spent.add(bill.repeatedDollars());
        }
        if (bill.failed() > 0) {
            spent.add(bill.failedDollars());
        }
        return new Page(data, Headline.of(data), BarChart.of(data.judged()), Notes.of("contenders", contenders),
                Notes.of("together", data.together().map(Together::dollars).orElse(List.of())), Notes.of("ways", ways),
                Notes.of("bill", spent));
    }

    /// Whose labels a table's figures are measured against, for its caption.
    String against() {
        return Words.references(data.references());
    }

    /// The rule for texts without a label, where there are reference labels.
    Optional<References.Known> known() {
        return data.references() instanceof References.Known known ? Optional.of(known) : Optional.empty();
    }

    Optional<References.None> unlabelled() {
        return data.references() instanceof References.None none ? Optional.of(none) : Optional.empty();
    }

    /// Whether a language model wrote reference labels.
    boolean modelWritten() {
        return data.references() instanceof References.Known(var texts, var _)
                && texts.getOrDefault(ReferenceSource.MODEL, 0) > 0;
    }

    /// The ways of reading that some teacher's answers needed, the strictest first.
    List<ReadStep> steps() {
        return Stream.of(ReadStep.values())
                .filter(step -> data.votes().stream().anyMatch(votes -> votes.readBy(step) > 0)).toList();
    }

    /// Neighbouring columns of the ways that are all published, or all ours.
    List<WayGroup> wayGroups() {
        var groups = new ArrayList<WayGroup>();
        for (Ways.Way way : data.ways().orElseThrow().ways()) {
            if (!groups.isEmpty() && groups.getLast().published() == way.published()) {
                groups.add(new WayGroup(groups.removeLast().columns() + 1, way.published()));
            } else {
                groups.add(new WayGroup(1, way.published()));
            }
        }
        return groups;
    }

    record WayGroup(int columns, boolean published) {}

    static boolean measured(Figure figure) {
        return figure.basisWord().equals(Basis.MEASURED.word());
    }

    /// Whether the figure is known to be 0.
    static boolean nothing(Figure figure) {
        return figure.number().filter(value -> value == 0).isPresent();
    }

    static int sum(Map<?, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// The shade of a cell of a confusion matrix, from 0 to 9, by its share of the row.
    static int shade(int count, List<Integer> row) {
        int sum = row.stream().mapToInt(Integer::intValue).sum();
        return shade(sum == 0 ? 0 : (double) count / sum);
    }

    /// The shade of a share from 0 to 1; only nothing at all has shade 0.
    static int shade(double share) {
        return share <= 0 ? 0 : (int) Math.min(9, 1 + Math.floor(share * 9));
    }
}
