package dev.retort.drift;

import java.util.List;

/// What the student said of texts it was tried on.
///
/// @param on what they were, as in `1,335 test texts`
/// @param seen of each
public record Baseline(String on, List<Seen> seen) {
    public Baseline {
        seen = List.copyOf(seen);
    }

    Tally tally(int labels) {
        Tally tally = Tally.empty(labels);
        seen.forEach(tally::add);
        return tally;
    }
}
