package dev.retort.votes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.task.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SettlementTest {

    static Stream<JsonNode> cases() {
        JsonNode golden = JsonMapper.builder().build()
                .readTree(SettlementTest.class.getResourceAsStream("/golden/votes/majority.json"));
        return StreamSupport.stream(golden.spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void settlesAsTheReference(JsonNode golden) {
        List<Vote> votes = StreamSupport.stream(golden.path("votes").spliterator(), false)
                .map(label -> label.isNull() ? unreadable() : vote(label.stringValue())).toList();
        JsonNode expected = golden.path("expected");

        Annotation annotation = Settlement.settle("id", votes, VoteRules.DEFAULT);

        Map<String, Integer> counts = new HashMap<>();
        annotation.counts().forEach((value, count) -> counts.put(value.toString(), count));
        Map<String, Integer> expectedCounts = new HashMap<>();
        expected.path("counts").properties().forEach(count -> expectedCounts.put(count.getKey(), count.getValue()
                .intValue()));
        assertThat(counts).isEqualTo(expectedCounts);
        assertThat(annotation.readable()).isEqualTo(expected.path("valid").intValue());
        assertThat(annotation.asked() - annotation.readable()).isEqualTo(expected.path("invalid").intValue());
        assertThat(annotation.tie()).isEqualTo(expected.path("tie").booleanValue());
        assertThat(annotation.share()).isCloseTo(expected.path("share").doubleValue(), within(1e-9));
        assertThat(annotation.shareOfAll()).isCloseTo(expected.path("share_of_all").doubleValue(), within(1e-9));
        assertThat(annotation.entropyBits()).isCloseTo(expected.path("entropy_bits").doubleValue(), within(1e-9));
        assertThat(annotation.unanimous()).isEqualTo(expected.path("unanimous").booleanValue());
        List<String> winners = StreamSupport.stream(expected.path("winners").spliterator(), false)
                .map(JsonNode::stringValue).toList();
        assertThat(annotation.value().map(Value::toString))
                .isEqualTo(winners.size() == 1 ? Optional.of(winners.getFirst()) : Optional.empty());
        for (TieRule ties : List.of(TieRule.RANDOM, TieRule.FIRST)) {
            Optional<Value> settled = Settlement.settle("id", votes, new VoteRules(ties, OnUnreadable.KEEP, 42))
                    .value();
            assertThat(settled.map(Value::toString).stream().toList()).hasSize(Math.min(1, winners.size()))
                    .isSubsetOf(winners);
        }
    }

    @Test
    void firstTakesTheWinnerThatWasVotedForFirst() {
        var first = new VoteRules(TieRule.FIRST, OnUnreadable.KEEP, 42);
        assertThat(Settlement.settle("id", votes("c", "a", "b", "a", "b"), first).value())
                .contains(new Value.Choice("a"));
        assertThat(Settlement.settle("id", votes("b", "a", "a", "b"), first).value()).contains(new Value.Choice("b"));
    }

    @Test
    void randomTiesDependOnSeedAndExampleButNotOnTheOrderOfVotes() {
        var random = new VoteRules(TieRule.RANDOM, OnUnreadable.KEEP, 42);
        var otherSeed = new VoteRules(TieRule.RANDOM, OnUnreadable.KEEP, 43);
        List<Optional<Value>> drawn = IntStream.range(0, 200)
                .mapToObj(i -> Settlement.settle("id" + i, votes("a", "b"), random).value()).toList();
        assertThat(IntStream.range(0, 200).mapToObj(i -> Settlement.settle("id" + i, votes("b", "a"), random).value())
                .toList()).isEqualTo(drawn);
        assertThat(IntStream.range(0, 200)
                .mapToObj(i -> Settlement.settle("id" + i, votes("a", "b"), otherSeed).value()).toList())
                .isNotEqualTo(drawn);
        // 100 of each, standard deviation 7
        assertThat(drawn.stream().filter(Optional.of(new Value.Choice("a"))::equals).count()).isBetween(70L, 130L);
    }

    @Test
    void keepsTheReasonsOfTheWinnerInVoteOrder() {
        List<Vote> votes = List.of(vote("a", "first"), vote("b", "other"), unreadable(), vote("a", ""),
                vote("a", "last"), new Vote.Refused());
        Annotation annotation = Settlement.settle("id", votes, VoteRules.DEFAULT);
        assertThat(annotation.reasons()).containsExactly("first", "last");
        assertThat(annotation.asked()).isEqualTo(6);
        assertThat(annotation.readable()).isEqualTo(4);
    }

    @Test
    void anAbstainedTieHasNoValueAndNoReasons() {
        Annotation annotation = Settlement.settle("id", List.of(vote("a", "x"), vote("b", "y")), VoteRules.DEFAULT);
        assertThat(annotation.value()).isEmpty();
        assertThat(annotation.tie()).isTrue();
        assertThat(annotation.reasons()).isEmpty();
    }

    private static List<Vote> votes(String... labels) {
        return Stream.of(labels).map(SettlementTest::vote).toList();
    }

    private static Vote vote(String label) {
        return vote(label, "");
    }

    private static Vote vote(String label, String reason) {
        return new Vote.Read(new Value.Choice(label), reason, ReadStep.STRICT_JSON);
    }

    private static Vote unreadable() {
        return new Vote.Unreadable(Vote.Cause.NO_LABEL);
    }
}
