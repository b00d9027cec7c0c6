package dev.retort.votes;

import dev.retort.task.Task;
import dev.retort.task.Value;
import java.util.List;
import java.util.Optional;

/// Finds where in a reply the label stands that [VoteReader] reads from it.
///
/// The label's words may be there more often, above all in the reason. Its place is the first mention that alone, all
/// others blotted out, makes the reply read as the same value in the same way. So this follows every rule of the reader
/// without knowing one. If the reply still reads so with all mentions blotted out, the label is written in a form of
/// which no mention is seen (escaped letters), and it has no place.
final class LabelPlace {
    /// Replies beyond this are not read over and over again.
    private static final int LONGEST = 20_000;
    private static final int MOST_MENTIONS = 50;
    /// A letter that no label is written with.
    private static final char BLOT = '\uA66E';

    /// @param start of the label in the reply
    /// @param end after it
    record Found(Value value, int start, int end) {}

    private final Task task;
    private final VoteReader reader;
    private final Phrases phrases;

    LabelPlace(Task task) {
        this.task = task;
        this.reader = new VoteReader(task, VoteRules.DEFAULT);
        this.phrases = new Phrases(task);
    }

    Optional<Found> find(String raw) {
        if (raw.length() > LONGEST || !(reader.read(raw) instanceof Vote.Read read)) {
            return Optional.empty();
        }
        Words words = phrases.words(raw);
        int label = task.indexOf(read.value());
        List<LabelFinder.Mention> mentions = phrases.mentions(words).stream()
                .filter(mention -> mention.label() == label).toList();
        var blotted = new StringBuilder(raw);
        mentions.forEach(mention -> blot(blotted, start(words, mention), end(words, mention)));
        if (words.text().length() != raw.length() || mentions.size() > MOST_MENTIONS
                || readsAs(read, blotted.toString())) {
            return Optional.empty();
        }
        for (LabelFinder.Mention mention : mentions) {
            int start = start(words, mention);
            int end = end(words, mention);
            String alone = blotted.substring(0, start) + raw.substring(start, end) + blotted.substring(end);
            if (readsAs(read, alone)) {
                return Optional.of(new Found(read.value(), start, end));
            }
        }
        return Optional.empty();
    }

    private boolean readsAs(Vote.Read read, String reply) {
        return reader.read(reply) instanceof Vote.Read(var value, var _, var step) && value.equals(read.value())
                && step == read.step();
    }

    private static int start(Words words, LabelFinder.Mention mention) {
        return words.start(mention.first());
    }

    private static int end(Words words, LabelFinder.Mention mention) {
        return words.end(mention.end() - 1);
    }

    private static void blot(StringBuilder text, int start, int end) {
        text.replace(start, end, String.valueOf(BLOT).repeat(end - start));
    }
}
