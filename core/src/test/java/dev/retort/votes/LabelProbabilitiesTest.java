package dev.retort.votes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.task.Value;
import dev.retort.teacher.LabelProbability;
import dev.retort.teacher.TokenLogprob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelProbabilitiesTest {
    private static final LabelProbabilities SENTIMENT = new LabelProbabilities(Tasks.named("sentiment"));

    /// The nth token has the probability 1 / (n + 1): 1/2, 1/3, 1/4, ...
    private static List<TokenLogprob> tokens(String... texts) {
        var tokens = new ArrayList<TokenLogprob>();
        for (String text : texts) {
            tokens.add(new TokenLogprob(text, Math.log(1.0 / (tokens.size() + 2)), Map.of()));
        }
        return tokens;
    }

    private static Optional<LabelProbability> of(String... texts) {
        return SENTIMENT.of(String.join("", texts), tokens(texts));
    }

    private static void assertProbability(Optional<LabelProbability> label, String name, double probability) {
        assertThat(label).hasValueSatisfying(known -> {
            assertThat(known.value()).isEqualTo(new Value.Choice(name));
            assertThat(known.probability()).isCloseTo(probability, within(1e-15));
        });
    }

    @Test
    void aLabelOfSeveralTokensHasTheProductOfTheirProbabilities() {
        assertProbability(of("pos", "itive"), "positive", 1.0 / 6);
        assertProbability(of("Pos", "it", "ive", "."), "positive", 1.0 / 24);
    }

    @Test
    void onlyTheTokensThatSpellTheLabelInTheJsonCount() {
        // the label inside the reason is not the one that was read: tokens 6 and 7 are, with 1/7 and 1/8
        assertProbability(of("{\"reason\": \"", "positive", " outlook\", ", "\"label\"", ": \"", "pos", "itive", "\"}"),
                "positive", 1.0 / 56);
    }

    @Test
    void aTokenThatHoldsSpaceOrQuotesBesideTheLabelCountsWhole() {
        assertProbability(of("Label", ":", " positive"), "positive", 1.0 / 4);
        assertProbability(of("{\"label\":", " \"neg", "ative\"", "}"), "negative", 1.0 / 12);
    }

    /// In prose as well as after a denied other label.
    @Test
    void theLabelIsWhereTheReaderFindsIt() {
        assertProbability(of("I", " think", " it", " is", " neutral", ",", " really"), "neutral", 1.0 / 6);
        assertProbability(of("Positive", " news", ".\n", "Label: ", "Positive", "\n"), "positive", 1.0 / 6);
        assertProbability(of("<think>positive?", "</think>", "positive"), "positive", 1.0 / 4);
    }

    @Test
    void labelsOfSeveralWordsAreWhole() {
        var degrees = new LabelProbabilities(Tasks.named("degrees"));

        assertProbability(degrees.of("very-positive", tokens("very", "-", "positive")), "very positive", 1.0 / 24);
        assertProbability(degrees.of("Positive", tokens("Positive")), "positive", 1.0 / 2);
    }

    @Test
    void scriptsWithoutSpaces() {
        var chinese = new LabelProbabilities(Tasks.named("chinese"));

        assertProbability(chinese.of("这是积极的", tokens("这是", "积", "极", "的")), "积极", 1.0 / 12);
    }

    @Test
    void thoughtsMayComeBeforeTheReplyAndAnEndMarkAfterIt() {
        assertProbability(SENTIMENT.of("positive", tokens("I wonder if positive.", "\n\n", "positive", "<|im_end|>")),
                "positive", 1.0 / 4);
        assertProbability(SENTIMENT.of("  positive\n", tokens("positive")), "positive", 1.0 / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"positive or negative", "no idea", "", "not positive"})
    void aReplyWithoutALabelHasNone(String reply) {
        assertThat(SENTIMENT.of(reply, tokens(reply))).isEmpty();
    }

    @Test
    void tokensThatDoNotSpellTheReplyTellNothing() {
        assertThat(SENTIMENT.of("positive", List.of())).isEmpty();
        assertThat(SENTIMENT.of("positive", tokens("neg", "ative"))).isEmpty();
        assertThat(SENTIMENT.of("It is positive", tokens("positive"))).isEmpty();
        assertThat(SENTIMENT.of("positive", List.of(new TokenLogprob("positive", Double.NaN, Map.of())))).isEmpty();
    }

    /// The label that the reader reads is written with an escape; the word in the reason is not it.
    @Test
    void aLabelInAnotherFormHasNoPlace() {
        assertThat(of("{\"reason\": \"positive\", ", "\"label\": \"\\u0070ositive\"}")).isEmpty();
    }

    /// `pos` 0.6, `neg` 0.2, ` neg` another beginning, `ne` of two labels, `neut` 0.1, `Neut` 0.05, `x` of none.
    @Test
    void otherLabelsAreKnownByHowTheyBegin() {
        var first = new TokenLogprob("pos", Math.log(0.6), Map.of("pos", Math.log(0.6), "neg", Math.log(0.2), " neg",
                Math.log(0.01), "ne", Math.log(0.02), "neut", Math.log(0.1), "Neut", Math.log(0.05), "x",
                Math.log(0.02)));
        var label = SENTIMENT.of("positive", List.of(first, new TokenLogprob("itive", 0, Map.of()))).orElseThrow();

        assertThat(label.probability()).isCloseTo(0.6, within(1e-15));
        assertThat(label.others().sequencedKeySet()).containsExactly(new Value.Choice("negative"),
                new Value.Choice("neutral"));
        assertThat(label.others().values()).satisfiesExactly(
                negative -> assertThat(negative).isCloseTo(0.2, within(1e-15)),
                neutral -> assertThat(neutral).isCloseTo(0.15, within(1e-15)));
    }

    @Test
    void othersBeginAfterTheSameSpaceOrQuote() {
        var first = new TokenLogprob(" \"no", Math.log(0.5), Map.of(" \"yes", Math.log(0.25), "\"yes", Math.log(0.1),
                " \"not", Math.log(0.05), " \"n", Math.log(0.05)));
        var label = new LabelProbabilities(Tasks.named("yesno")).of("{\"label\": \"no\"}",
                List.of(new TokenLogprob("{\"label\":", -1, Map.of()), first, new TokenLogprob("\"}", -1, Map.of())));

        assertThat(label.orElseThrow().others()).containsOnlyKeys(new Value.Choice("yes"));
        assertThat(label.orElseThrow().others().firstEntry().getValue()).isCloseTo(0.25, within(1e-15));
    }

    /// Whatever reply of the table a label is read from, one token over all of it is the label's.
    @ParameterizedTest
    @ValueSource(strings = {"**Negative**", "{'label': 'negative',}", "```json\n{\"label\": \"NEGATIVE\"}\n```",
            "<label>negative</label>", "The sentiment is negative."})
    void oneTokenOverTheWholeReply(String reply) {
        assertProbability(SENTIMENT.of(reply, tokens(reply)), "negative", 0.5);
    }

    @Test
    void aVeryLongReplyIsLeftAlone() {
        String reply = "positive ".repeat(10_000);

        assertThat(SENTIMENT.of(reply, Stream.of(reply).map(text -> new TokenLogprob(text, 0, Map.of())).toList()))
                .isEmpty();
    }
}
