package dev.retort.files;

import dev.retort.task.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;

/// Finds texts that occur more than once, character by character: in two splits a problem, within one a note.
final class SameTexts {
    private SameTexts() {}

    static void examine(List<DraftRow> drafts, boolean allowOverlap, Findings findings, List<String> notes) {
        List<List<DraftRow>> repeated = repeated(drafts);
        if (!allowOverlap) {
            repeated.forEach(rows -> findOverlap(rows, findings));
        }
        if (!repeated.isEmpty()) {
            notes.add(describe(repeated));
        }
    }

    /// The rows of each text that occurs more than once, in the order of the rows.
    private static List<List<DraftRow>> repeated(List<DraftRow> drafts) {
        var first = new FirstPlaces(drafts.size(), place -> drafts.get(place).text());
        var repeated = new TreeMap<Integer, List<DraftRow>>();
        for (int place = 0; place < drafts.size(); place++) {
            int before = first.of(place);
            if (before < place) {
                repeated.computeIfAbsent(before, _ -> new ArrayList<>(List.of(drafts.get(before))))
                        .add(drafts.get(place));
            }
        }
        return List.copyOf(repeated.values());
    }

    private static void findOverlap(List<DraftRow> rows, Findings findings) {
        List<DraftRow> given = rows.stream().filter(row -> row.split().isPresent()).toList();
        if (given.isEmpty()) {
            return;
        }
        DraftRow first = given.getFirst();
        for (DraftRow row : given) {
            if (!row.split().equals(first.split())) {
                findings.add("texts in two splits", Problem.at(row.file(), row.line(),
                        "the text is for %s here and for %s in %s; remove one or write 'allow-overlap: true' under data"
                                .formatted(row.split().orElseThrow().word(), first.split().orElseThrow().word(),
                                        first.placeSeenFrom(row.file()))));
                return;
            }
        }
    }

    private static String describe(List<List<DraftRow>> repeated) {
        List<DraftRow> first = repeated.getFirst();
        long contradicting = repeated.stream().filter(SameTexts::contradict).count();
        return "%s more than once, the first in %s and %s%s".formatted(
                repeated.size() == 1 ? "1 text occurs" : "%,d texts occur".formatted(repeated.size()),
                first.get(0).place(), first.get(1).place(),
                contradicting == 0 ? "" : "; %,d of them with different labels".formatted(contradicting));
    }

    private static boolean contradict(List<DraftRow> rows) {
        var labels = new HashSet<Value>();
        rows.forEach(row -> row.reference().ifPresent(reference -> labels.add(reference.value())));
        return labels.size() > 1;
    }
}
