package dev.retort.pipeline;

import dev.retort.store.TroubleRecord;
import dev.retort.teacher.Answer;
import dev.retort.teacher.Ask;
import dev.retort.votes.Vote;

/// What became of one vote that a teacher was asked for.
public sealed interface AskedVote {

    Ask ask();

    /// Which of the teacher's votes on the text, from 1.
    int number();

    /// @param vote the answer as this version of the reader reads it
    record Answered(Ask ask, int number, Answer answer, Vote vote) implements AskedVote {}

    record Failed(Ask ask, int number, TroubleRecord trouble) implements AskedVote {}
}
