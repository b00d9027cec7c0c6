package dev.retort.teacher;

/// A teacher, how many votes to ask of it for each text, and how fast.
///
/// @param votes from 1 to 99
/// @param stopEarly whether votes that cannot change the majority any more are left out
/// @param limits of the teacher's account, before those of the workspace
public record Ask(Teacher teacher, int votes, boolean stopEarly, RateLimits limits) {
    public Ask {
        if (votes < 1 || votes > 99) {
            throw new IllegalArgumentException("votes must be from 1 to 99, got %d".formatted(votes));
        }
    }

    /// All votes, within the workspace's limits.
    public Ask(Teacher teacher, int votes) {
        this(teacher, votes, false, RateLimits.LEARNED);
    }
}
