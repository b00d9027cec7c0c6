package dev.retort.store;

import dev.retort.teacher.AnswerKey;
import dev.retort.votes.Vote;

/// A vote on an example with the answer it was read from.
public record CastVote(String exampleId, AnswerKey key, Vote vote) {

    /// Which of the teacher's votes on the example it is, from 1.
    public int number() {
        return key.vote();
    }
}
