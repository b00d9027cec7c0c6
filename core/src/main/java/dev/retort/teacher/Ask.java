package dev.retort.teacher;

/// A teacher and how many votes to ask of it for each text.
///
/// @param votes from 1 to 99
public record Ask(Teacher teacher, int votes) {
    public Ask {
        if (votes < 1 || votes > 99) {
            throw new IllegalArgumentException("votes must be from 1 to 99, got %d".formatted(votes));
        }
    }
}
