package dev.retort.teacher;

/// A teacher, how many votes to ask of it for each text, and how fast.
///
/// @param votes from 1 to 99
/// @param limits of the teacher's account, before those of the workspace
public record Ask(Teacher teacher, int votes, RateLimits limits) {
    public Ask {
        if (votes < 1 || votes > 99) {
            throw new IllegalArgumentException("votes must be from 1 to 99, got %d".formatted(votes));
        }
    }

    /// Within the workspace's limits.
    public Ask(Teacher teacher, int votes) {
        this(teacher, votes, RateLimits.LEARNED);
    }
}
