package dev.retort.votes;

import dev.retort.teacher.Answer;
import dev.retort.teacher.LabelProbability;
import java.util.Optional;
import java.util.OptionalDouble;

/// A vote with what it counts.
///
/// @param weight above 0, at most 1; decides nothing unless the vote is readable
public record Ballot(Vote vote, double weight) {
    public Ballot {
        if (!(weight > 0 && weight <= 1)) {
            throw new IllegalArgumentException("a weight must be above 0, at most 1, got " + weight);
        }
    }

    /// A vote that counts one.
    public Ballot(Vote vote) {
        this(vote, 1);
    }

    /// @param answer that the vote was read from
    public static Ballot of(Vote vote, Answer answer, VoteRules rules) {
        return switch (rules.weights()) {
            case EQUAL -> new Ballot(vote);
            // However improbable, it was voted for.
            case LOGPROBS -> new Ballot(vote, Math.max(Double.MIN_NORMAL, probability(vote, answer).orElse(1)));
        };
    }

    /// How probable the vote's value was; empty if that is not known. A value that an older reader took another answer
    /// for has none.
    public static OptionalDouble probability(Vote vote, Answer answer) {
        Optional<LabelProbability> label = answer.label();
        boolean itsOwn = vote instanceof Vote.Read(var value, var _, var step) && step != ReadStep.DRAWN
                && label.filter(known -> known.value().equals(value)).isPresent();
        return itsOwn ? OptionalDouble.of(label.orElseThrow().probability()) : OptionalDouble.empty();
    }
}
