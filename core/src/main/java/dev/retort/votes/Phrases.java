package dev.retort.votes;

import dev.retort.task.Task;
import java.util.List;
import java.util.OptionalInt;

/// Reads a phrase that is or contains a label: the value of a key, a line, a whole reply without structure.
final class Phrases {
    /// A reply of at most so many words and characters that is no label was meant as one: `mixed`, `n/a`.
    private static final int WORDS_OF_A_LABEL = 3;
    private static final int CHARACTERS_OF_A_LABEL = 40;

    private final LabelFinder finder;

    Phrases(Task task) {
        this.finder = new LabelFinder(task);
    }

    Words words(String text) {
        return finder.words(text);
    }

    /// The labels mentioned, in order.
    List<LabelFinder.Mention> mentions(Words words) {
        return finder.find(words);
    }

    /// The label that the phrase as a whole is, whatever emphasis, quotes or punctuation is around it.
    OptionalInt whole(String phrase) {
        return finder.whole(phrase);
    }

    boolean couldGoOn(int label) {
        return finder.couldGoOn(label);
    }

    /// A phrase that stands where a label was asked for.
    Reading stated(String phrase) {
        Words words = words(phrase);
        if (words.size() == 0) {
            return Reading.NO_LABEL;
        }
        OptionalInt whole = finder.whole(words);
        if (whole.isPresent()) {
            return new Reading.Found(whole.getAsInt());
        }
        List<LabelFinder.Mention> mentions = finder.find(words);
        if (!mentions.isEmpty() && mentions.getFirst().first() == 0 && mentions.getFirst().end() < words.size()
                && words.gapBefore(mentions.getFirst().end()) == Words.Gap.SENTENCE) {
            // `Label: positive. Not neutral, because ...`: a sentence of its own.
            return found(mentions.getFirst().label());
        }
        Reading prose = prose(words, mentions);
        return prose.equals(Reading.NO_LABEL) ? new Reading.Failed(Vote.Cause.UNKNOWN_LABEL) : prose;
    }

    /// Prose: a refusal, or the only label it mentions outside questions.
    Reading prose(String text) {
        Words words = words(text);
        Reading reading = prose(words, finder.find(words));
        boolean meantAsLabel = words.size() > 0 && words.size() <= WORDS_OF_A_LABEL
                && words.text().strip().length() <= CHARACTERS_OF_A_LABEL;
        return reading.equals(Reading.NO_LABEL) && meantAsLabel
                ? new Reading.Failed(Vote.Cause.UNKNOWN_LABEL)
                : reading;
    }

    private Reading prose(Words words, List<LabelFinder.Mention> mentions) {
        if (Refusal.opens(words)) {
            return new Reading.Declined();
        }
        boolean[] asked = inQuestion(words);
        boolean shortReply = words.size() <= WORDS_OF_A_LABEL;
        var counted = mentions.stream().filter(mention -> shortReply || !asked[mention.first()]).toList();
        if (counted.isEmpty()) {
            return Reading.NO_LABEL;
        }
        int label = counted.getFirst().label();
        if (counted.stream().anyMatch(mention -> mention.label() != label)) {
            return new Reading.Failed(Vote.Cause.SEVERAL_LABELS);
        }
        if (counted.stream().anyMatch(mention -> Negation.denies(words, mention))) {
            return new Reading.Failed(Vote.Cause.NEGATED);
        }
        return found(label);
    }

    private static Reading found(int label) {
        return label == LabelFinder.AMBIGUOUS
                ? new Reading.Failed(Vote.Cause.SEVERAL_LABELS)
                : new Reading.Found(label);
    }

    /// For each word, whether its sentence ends in a question mark.
    private static boolean[] inQuestion(Words words) {
        boolean[] asked = new boolean[words.size()];
        boolean question = false;
        for (int at = words.size() - 1; at >= 0; at--) {
            if (words.gapBefore(at + 1).compareTo(Words.Gap.SENTENCE) >= 0) {
                question = words.between(at + 1).indexOf('?') >= 0;
            }
            asked[at] = question;
        }
        return asked;
    }
}
