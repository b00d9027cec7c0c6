package dev.retort.serve;

import java.time.Duration;

/// When somebody else is asked about a text.
///
/// @param adviser who is asked
/// @param below texts whose label the student finds less probable
/// @param patience how long a request waits for the adviser before the student's own label is sent
/// @param mostOpen texts that may be asked about at once; beyond, the student's label is sent at once
public record Cascade(Adviser adviser, double below, Duration patience, int mostOpen) {
    public Cascade {
        if (!(below > 0 && below <= 1)) {
            throw new IllegalArgumentException("below must be above 0, at most 1, got %s".formatted(below));
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("patience must be above 0, got %s".formatted(patience));
        }
        if (mostOpen < 1) {
            throw new IllegalArgumentException("mostOpen must be at least 1, got %d".formatted(mostOpen));
        }
    }
}
