package dev.retort.teacher;

/// A teacher, how many votes to ask of it for each text, how fast, and in which way.
///
/// @param votes from 1 to 99
/// @param stopEarly whether votes that cannot change the majority any more are left out; not in batches
/// @param limits of the teacher's account, before those of the workspace
public record Ask(Teacher teacher, int votes, boolean stopEarly, RateLimits limits, Mode mode) {
    public Ask {
        if (votes < 1 || votes > 99) {
            throw new IllegalArgumentException("votes must be from 1 to 99, got %d".formatted(votes));
        }
        if (stopEarly && mode == Mode.BATCH) {
            throw new IllegalArgumentException(
                    "stop-early does not go with mode: batch, where all votes are asked at once");
        }
    }

    /// Each vote by itself.
    public Ask(Teacher teacher, int votes, boolean stopEarly, RateLimits limits) {
        this(teacher, votes, stopEarly, limits, Mode.REQUESTS);
    }

    /// All votes, within the workspace's limits.
    public Ask(Teacher teacher, int votes) {
        this(teacher, votes, false, RateLimits.LEARNED);
    }

    public Ask withMode(Mode other) {
        return new Ask(teacher, votes, stopEarly, limits, other);
    }
}
