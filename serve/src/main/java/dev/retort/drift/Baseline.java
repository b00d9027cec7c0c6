package dev.retort.drift;

import java.util.Arrays;
import java.util.List;

/// What the student said of texts it was tried on.
///
/// @param on what they were, as in `1,335 test texts`
/// @param seen of each
public record Baseline(String on, List<Seen> seen) {
    public Baseline {
        seen = List.copyOf(seen);
    }

    /// What the embeddings of a day's texts are compared with.
    ///
    /// @param on what texts those were, as in `1,335 texts that the student did not learn`; or why there are none
    /// @param counts of their distances from what the student learnt, in ten bins; empty if there are none
    public record Embeddings(String on, List<Long> counts) {
        public Embeddings {
            counts = List.copyOf(counts);
        }

        public static Embeddings of(String on, long[] counts) {
            return new Embeddings(on, Arrays.stream(counts).boxed().toList());
        }

        public static Embeddings none(String why) {
            return new Embeddings(why, List.of());
        }

        boolean known() {
            return !counts.isEmpty();
        }

        long[] bins() {
            return counts.stream().mapToLong(Long::longValue).toArray();
        }
    }

    Tally tally(int labels) {
        Tally tally = Tally.empty(labels);
        seen.forEach(tally::add);
        return tally;
    }
}
