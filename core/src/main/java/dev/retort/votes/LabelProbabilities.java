package dev.retort.votes;

import dev.retort.task.Task;
import dev.retort.task.Value;
import dev.retort.teacher.LabelProbability;
import dev.retort.teacher.TokenLogprob;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// Works out how probable the label of a reply was, from the probabilities of the reply's tokens.
///
/// The label's place is where [VoteReader] finds it: see [LabelPlace]. Its probability is the product of those of all
/// tokens that have a part in spelling it there, which is exp of the sum of their logarithms. A token that holds more
/// than a part of the label, as a quote or space before it, counts whole. Nothing is worked out, rather than something
/// wrong, where the tokens do not spell the reply or one of them has no probability.
///
/// Thread-safe.
public final class LabelProbabilities {
    private final Task task;
    private final LabelPlace place;

    public LabelProbabilities(Task task) {
        this.task = task;
        this.place = new LabelPlace(task);
    }

    /// @param tokens that spell the reply, in order. What the model wrote before it (thoughts that the host keeps apart)
    ///        may come first, one that ends its turn last; white space around the reply does not matter
    /// @return empty if no label can be read from the reply, or its tokens are not known
    public Optional<LabelProbability> of(String raw, List<TokenLogprob> tokens) {
        OptionalInt whole = offset(raw, tokens);
        OptionalInt offset = whole.isPresent() || tokens.isEmpty()
                ? whole
                : offset(raw, tokens.subList(0, tokens.size() - 1));
        return offset.isEmpty()
                ? Optional.empty()
                : place.find(raw).flatMap(found -> sum(found.value(), found.start() + offset.getAsInt(),
                        found.end() + offset.getAsInt(), tokens));
    }

    /// How much further along in the tokens' text a character of the reply is.
    private static OptionalInt offset(String raw, List<TokenLogprob> tokens) {
        var joined = new StringBuilder();
        tokens.forEach(token -> joined.append(token.text()));
        String spelled = joined.toString().stripTrailing();
        String reply = raw.stripTrailing();
        String bare = reply.stripLeading();
        return bare.isEmpty() || !spelled.endsWith(bare)
                ? OptionalInt.empty()
                : OptionalInt.of(spelled.length() - reply.length());
    }

    private Optional<LabelProbability> sum(Value value, int start, int end, List<TokenLogprob> tokens) {
        double logprob = 0;
        SequencedMap<Value, Double> others = new LinkedHashMap<>();
        int from = 0;
        for (TokenLogprob token : tokens) {
            int to = from + token.text().length();
            if (from < end && to > start) {
                if (!(token.logprob() <= 0)) {
                    return Optional.empty();
                }
                logprob += token.logprob();
                if (from <= start) {
                    others = others(value, token, start - from);
                }
            }
            from = to;
        }
        return Optional.of(new LabelProbability(value, Math.exp(logprob), others));
    }

    /// What might have stood in place of the label's first token.
    ///
    /// @param before how many characters of the token stand before the label
    private SequencedMap<Value, Double> others(Value value, TokenLogprob first, int before) {
        String prefix = first.text().substring(0, before);
        double[] sums = new double[task.labels().size()];
        first.alternatives().forEach((text, logprob) -> {
            if (text.length() > before && text.startsWith(prefix) && logprob <= 0) {
                begins(text.substring(before)).ifPresent(label -> sums[label] += Math.exp(logprob));
            }
        });
        var others = new LinkedHashMap<Value, Double>();
        for (int label = 0; label < sums.length; label++) {
            if (sums[label] > 0 && !task.valueAt(label).equals(value)) {
                others.put(task.valueAt(label), Math.min(1, sums[label]));
            }
        }
        return others;
    }

    /// The one label that may begin like this; empty if none does, or several.
    private OptionalInt begins(String text) {
        String begun = Words.fold(text);
        int[] labels = IntStream.range(0, task.labels().size())
                .filter(label -> begins(Words.fold(task.labels().get(label).name()), begun)).toArray();
        return labels.length == 1 ? OptionalInt.of(labels[0]) : OptionalInt.empty();
    }

    private static boolean begins(String name, String begun) {
        return name.startsWith(begun) || (begun.startsWith(name)
                && !Character.isLetterOrDigit(begun.codePointAt(name.length())));
    }
}
