package dev.retort.votes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.task.Value;
import dev.retort.teacher.Answer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VoteReaderTest {
    private static final VoteRules DRAWING = new VoteRules(TieRule.ABSTAIN, OnUnreadable.RANDOM, 42);
    private final VoteReader reader = new VoteReader(Tasks.named("sentiment"), VoteRules.DEFAULT);
    private final VoteReader drawing = new VoteReader(Tasks.named("sentiment"), DRAWING);

    private static Answer answer(String raw, String finishReason) {
        return new Answer(raw, Optional.of(finishReason), Optional.empty(), Optional.empty(), Instant.EPOCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"content_filter", "refusal", "SAFETY"})
    void finishReasonOfARefusalIsARefusalWhateverTheText(String finishReason) {
        assertThat(reader.read("a", 1, answer("positive", finishReason))).isEqualTo(new Vote.Refused());
        assertThat(reader.read("a", 1, answer("", finishReason))).isEqualTo(new Vote.Refused());
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "length", "eos_token", "end_turn", ""})
    void otherFinishReasonsLeaveTheTextToDecide(String finishReason) {
        assertThat(reader.read("a", 1, answer("positive", finishReason)))
                .isEqualTo(new Vote.Read(new Value.Choice("positive"), "", ReadStep.SINGLE_WORD));
    }

    /// A model that runs on would fill the memory with its reasons; the answer itself keeps every word.
    @Test
    void aReasonThatRunsOnIsCut() {
        String head = "up ".repeat(3_333);
        String json = "{\"reason\": \"%s\uD83D\uDE00%s\", \"label\": \"positive\"}";
        assertThat(reader.read("a", 1, answer(json.formatted(head, " and up".repeat(100_000)), "stop")))
                .isEqualTo(new Vote.Read(new Value.Choice("positive"), head + " …", ReadStep.STRICT_JSON));
        assertThat(reader.read("a", 1, answer(json.formatted("", "u".repeat(9_998)), "stop")))
                .isEqualTo(new Vote.Read(new Value.Choice("positive"), "\uD83D\uDE00" + "u".repeat(9_998),
                        ReadStep.STRICT_JSON));
    }

    @Test
    void neverDrawsUnlessTheRulesSaySo() {
        assertThat(reader.read("a", 1, answer("mixed", "stop"))).isEqualTo(
                new Vote.Unreadable(Vote.Cause.UNKNOWN_LABEL));
        assertThat(drawing.read("mixed")).isEqualTo(new Vote.Unreadable(Vote.Cause.UNKNOWN_LABEL));
    }

    @Test
    void drawsForUnreadableAndRefusedAnswersAndSaysSo() {
        for (Answer answer : List.of(answer("mixed", "stop"), answer("", "content_filter"))) {
            assertThat(drawing.read("a", 1, answer)).isInstanceOfSatisfying(Vote.Read.class,
                    read -> assertThat(read.step()).isEqualTo(ReadStep.DRAWN));
        }
        assertThat(drawing.read("a", 1, answer("positive", "stop")))
                .isEqualTo(new Vote.Read(new Value.Choice("positive"), "", ReadStep.SINGLE_WORD));
    }

    @Test
    void drawsDependOnSeedExampleAndVoteButNotOnTheOrderOfCalls() {
        List<Vote> forwards = IntStream.range(0, 50).mapToObj(i -> draw(drawing, i, 1)).toList();
        List<Vote> backwards = IntStream.range(0, 50).mapToObj(i -> draw(drawing, 49 - i, 1)).toList().reversed();
        assertThat(backwards).isEqualTo(forwards);

        var otherSeed = new VoteReader(Tasks.named("sentiment"), new VoteRules(TieRule.ABSTAIN, OnUnreadable.RANDOM,
                43));
        assertThat(IntStream.range(0, 50).mapToObj(i -> draw(otherSeed, i, 1)).toList()).isNotEqualTo(forwards);
        assertThat(IntStream.range(0, 50).mapToObj(i -> draw(drawing, i, 2)).toList()).isNotEqualTo(forwards);
    }

    @Test
    void drawsAreEven() {
        Map<Vote, Integer> counts = new HashMap<>();
        IntStream.range(0, 30_000).forEach(i -> counts.merge(draw(drawing, i, 1), 1, Integer::sum));
        // Each label 10,000 times, standard deviation 82.
        assertThat(counts).hasSize(3);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(9_600, 10_400));
    }

    @Test
    void drawsStayWhatTheyWereInPublishedAnnotations() {
        assertThat(IntStream.rangeClosed(1, 12).map(vote -> Draw.below(10, 42, "unreadable", "mb-0001", vote)))
                .containsExactly(8, 4, 2, 9, 1, 7, 9, 8, 6, 8, 5, 6);
    }

    private static Vote draw(VoteReader reader, int example, int vote) {
        return reader.read("example-" + example, vote, answer("", "stop"));
    }
}
