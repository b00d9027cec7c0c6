package dev.retort.pipeline;

import dev.retort.annotate.Questions;
import dev.retort.dataset.Example;
import dev.retort.store.Store;
import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Goes through texts together with what a teacher has answered about them, some at a time: the keys and answers of a
/// million texts are never in memory at once.
final class AnswersByText {
    /// Texts to look up at a time.
    private static final int CHUNK = 100;

    /// @param keys of the questions about the text, by vote
    /// @param answers of this text and perhaps of others; keys without an answer are missing
    record Asked(Example example, List<AnswerKey> keys, Map<AnswerKey, Answer> answers) {}

    private AnswersByText() {}

    static void each(Store store, Questions questions, List<Example> examples, Consumer<Asked> receiver) {
        each(store, questions, examples, () -> true, receiver);
    }

    /// @param goOn asked every now and then
    /// @return whether all were gone through
    static boolean each(Store store, Questions questions, List<Example> examples, BooleanSupplier goOn,
            Consumer<Asked> receiver) {
        for (int from = 0; from < examples.size(); from += CHUNK) {
            if (!goOn.getAsBoolean()) {
                return false;
            }
            List<Example> some = examples.subList(from, Math.min(from + CHUNK, examples.size()));
            List<List<AnswerKey>> keys = some.stream().map(questions::keys).toList();
            Map<AnswerKey, Answer> answers = store
                    .answers(keys.stream().flatMap(List::stream).distinct().toList());
            for (int i = 0; i < some.size(); i++) {
                receiver.accept(new Asked(some.get(i), keys.get(i), answers));
            }
        }
        return true;
    }
}
