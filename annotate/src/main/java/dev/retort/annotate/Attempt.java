package dev.retort.annotate;

/// One send of a question.
///
/// @param number from 1
record Attempt(Lane lane, Question question, int number) {
    Attempt next() {
        return new Attempt(lane, question, number + 1);
    }
}
