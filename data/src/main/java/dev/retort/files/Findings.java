package dev.retort.files;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Gathers problems, of each kind in each file only the first few and then their number, so that a file wrong
/// throughout does not flood the screen.
final class Findings {
    private static final int SHOWN_PER_KIND = 10;

    private record Key(String file, String kind) {}

    private final List<Problem> problems = new ArrayList<>();
    private final Map<Key, Integer> counts = new LinkedHashMap<>();

    /// @param kind in words that complete "12 more rows: ..."
    void add(String kind, Problem problem) {
        if (counts.merge(new Key(problem.file(), kind), 1, Integer::sum) <= SHOWN_PER_KIND) {
            problems.add(problem);
        }
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /// In the order of files and lines.
    List<Problem> all() {
        var all = new ArrayList<>(problems);
        counts.forEach((key, count) -> {
            if (count > SHOWN_PER_KIND) {
                all.add(Problem.of(key.file(), "and %,d more: %s".formatted(count - SHOWN_PER_KIND, key.kind())));
            }
        });
        var files = all.stream().map(Problem::file).distinct().toList();
        all.sort(Comparator.comparingInt((Problem problem) -> files.indexOf(problem.file()))
                .thenComparingLong(problem -> problem.line().orElse(Long.MAX_VALUE)));
        return all;
    }
}
