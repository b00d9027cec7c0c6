package dev.retort.report;

import java.util.List;

/// How often each reference label was given as each label.
///
/// @param references labels of the rows
/// @param given labels of the columns, with one more such as `no label` where some texts got none
/// @param counts one list per row, in the order of `given`
public record Confusion(List<String> references, List<String> given, List<List<Integer>> counts) {
    public Confusion {
        references = List.copyOf(references);
        given = List.copyOf(given);
        counts = counts.stream().map(List::copyOf).toList();
        Rules.require(counts.size() == references.size(), "a confusion matrix",
                "must have one row for each of its %d reference labels".formatted(references.size()), counts.size());
        for (List<Integer> row : counts) {
            Rules.require(row.size() == given.size(), "a row of a confusion matrix",
                    "must have one count for each of the %d columns".formatted(given.size()), row.size());
            row.forEach(count -> Rules.count("a count of a confusion matrix", count));
        }
    }
}
