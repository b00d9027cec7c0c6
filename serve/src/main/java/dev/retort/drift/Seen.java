package dev.retort.drift;

import java.util.List;

/// What is counted of one answered text.
///
/// @param labels given to it, by index
/// @param confidence from 0 to 1; below 0 if the student gives numbers, so that there are neither labels nor confidence
/// @param tokens it has; 0 if not known
/// @param embedding which of ten bins its embedding's distance is in, from 0; [#NO_EMBEDDING] if not known
public record Seen(List<Integer> labels, double confidence, int tokens, int embedding) {
    public static final int NO_EMBEDDING = -1;

    public Seen {
        labels = List.copyOf(labels);
    }

    /// A text whose embedding is not known.
    public Seen(List<Integer> labels, double confidence, int tokens) {
        this(labels, confidence, tokens, NO_EMBEDDING);
    }
}
