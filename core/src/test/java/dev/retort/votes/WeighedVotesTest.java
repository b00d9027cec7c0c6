package dev.retort.votes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retort.task.Value;
import dev.retort.teacher.Answer;
import dev.retort.teacher.LabelProbability;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WeighedVotesTest {
    private static final VoteRules WEIGHED = new VoteRules(TieRule.ABSTAIN, OnUnreadable.KEEP, 42, Weights.LOGPROBS);

    private static Value choice(String label) {
        return new Value.Choice(label);
    }

    private static Vote vote(String label) {
        return new Vote.Read(choice(label), "", ReadStep.SINGLE_WORD);
    }

    private static Answer answer(Optional<LabelProbability> label) {
        return new Answer("x", Optional.empty(), Optional.empty(), Optional.empty(), Instant.EPOCH, label);
    }

    /// A vote whose host gave its label this probability.
    private static Ballot ballot(String label, double probability, VoteRules rules) {
        return Ballot.of(vote(label), answer(Optional.of(
                new LabelProbability(choice(label), probability, new LinkedHashMap<>()))), rules);
    }

    @Test
    void weightsFlipAMajority() {
        var annotation = Settlement.settleBallots("id", List.of(ballot("a", 0.3, WEIGHED), ballot("b", 0.9, WEIGHED),
                ballot("a", 0.3, WEIGHED), new Ballot(new Vote.Refused())), WEIGHED);

        // a has 0.6 of 1.5, b 0.9; the refused vote is asked and counts one among all
        assertThat(annotation.value()).contains(choice("b"));
        assertThat(annotation.counts()).containsEntry(choice("a"), 2).containsEntry(choice("b"), 1);
        assertThat(annotation.share()).isCloseTo(0.6, within(1e-12));
        assertThat(annotation.shareOfAll()).isCloseTo(0.9 / 2.5, within(1e-12));
        assertThat(annotation.shares().get(choice("a"))).isCloseTo(0.4, within(1e-12));
        // -0.4 log2 0.4 - 0.6 log2 0.6
        assertThat(annotation.entropyBits()).isCloseTo(0.9709505944546686, within(1e-12));
        assertThat(annotation.weighed()).isTrue();
    }

    @Test
    void withoutWeightsTheSameVotesCountOneEach() {
        var annotation = Settlement.settleBallots("id",
                List.of(ballot("a", 0.3, VoteRules.DEFAULT), ballot("b", 0.9, VoteRules.DEFAULT),
                        ballot("a", 0.3, VoteRules.DEFAULT)),
                VoteRules.DEFAULT);

        assertThat(annotation).isEqualTo(
                Settlement.settle("id", List.of(vote("a"), vote("b"), vote("a")), VoteRules.DEFAULT));
        assertThat(annotation.weighed()).isFalse();
    }

    @Test
    void whatHasNoProbabilityCountsOne() {
        assertThat(Ballot.of(vote("a"), answer(Optional.empty()), WEIGHED).weight()).isEqualTo(1);
        var ofAnother = Optional.of(new LabelProbability(choice("b"), 0.1, new LinkedHashMap<>()));
        assertThat(Ballot.of(vote("a"), answer(ofAnother), WEIGHED).weight()).isEqualTo(1);
        var drawn = new Vote.Read(choice("b"), "", ReadStep.DRAWN);
        assertThat(Ballot.of(drawn, answer(ofAnother), WEIGHED).weight()).isEqualTo(1);
    }

    @Test
    void sumsOfTheSameWeightsInAnotherOrderAreATie() {
        // 0.1 + 0.2 + 0.3 is 0.6000000000000001, 0.3 + 0.2 + 0.1 is 0.6
        var ballots = List.of(ballot("a", 0.1, WEIGHED), ballot("a", 0.2, WEIGHED), ballot("a", 0.3, WEIGHED),
                ballot("b", 0.3, WEIGHED), ballot("b", 0.2, WEIGHED), ballot("b", 0.1, WEIGHED));
        var annotation = Settlement.settleBallots("id", ballots, WEIGHED);

        assertThat(annotation.tie()).isTrue();
        assertThat(annotation.value()).isEmpty();
        var first = new VoteRules(TieRule.FIRST, OnUnreadable.KEEP, 42, Weights.LOGPROBS);
        assertThat(Settlement.settleBallots("id", ballots, first).value()).contains(choice("a"));
        assertThat(Settlement.settleBallots("id", List.of(ballot("a", 0.6, WEIGHED), ballot("b", 0.6 + 1e-9, WEIGHED)),
                WEIGHED).value()).contains(choice("b"));
    }

    @Test
    void howeverImprobableAVoteStaysAVote() {
        var annotation = Settlement.settleBallots("id", List.of(ballot("a", 0, WEIGHED)), WEIGHED);

        assertThat(annotation.value()).contains(choice("a"));
        assertThat(annotation.share()).isEqualTo(1);
        var beside = Settlement.settleBallots("id", List.of(ballot("a", 0, WEIGHED), ballot("b", 1, WEIGHED)), WEIGHED);
        assertThat(beside.value()).contains(choice("b"));
        assertThat(beside.entropyBits()).isNotNaN().isCloseTo(0, within(1e-12));
    }

    @Test
    void probabilitiesAreFromNoneToCertain() {
        assertThatThrownBy(() -> new LabelProbability(choice("a"), 1.5, new LinkedHashMap<>()))
                .hasMessage("a probability must be from 0 to 1, got 1.5");
        assertThatThrownBy(() -> new LabelProbability(choice("a"), Double.NaN, new LinkedHashMap<>()))
                .hasMessage("a probability must be from 0 to 1, got NaN");
    }
}
