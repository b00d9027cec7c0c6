package dev.retort.annotate;

import dev.retort.store.AnswerRecord;
import dev.retort.store.SendRecord;
import dev.retort.store.TroubleRecord;
import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// A journal whose entries are durable at once.
final class MemoryJournal implements AnswerJournal {
    final List<SendRecord> sends = Collections.synchronizedList(new ArrayList<>());
    final Map<AnswerKey, AnswerRecord> answers = Collections.synchronizedMap(new HashMap<>());
    final List<TroubleRecord> troubles = Collections.synchronizedList(new ArrayList<>());

    @Override
    public Known known(Collection<AnswerKey> keys) {
        Map<AnswerKey, Answer> answered = raw(keys);
        Set<AnswerKey> rejected = new HashSet<>();
        troubles.stream().filter(trouble -> trouble.kind() == TroubleRecord.Kind.REJECTED)
                .forEach(trouble -> rejected.add(trouble.key()));
        rejected.retainAll(keys);
        return new Known(answered, rejected);
    }

    @Override
    public CompletableFuture<?> send(SendRecord send) {
        sends.add(send);
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletableFuture<?> answer(AnswerRecord answer) {
        answers.put(answer.key(), answer);
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletableFuture<?> trouble(TroubleRecord trouble) {
        troubles.add(trouble);
        return CompletableFuture.completedFuture(true);
    }

    Map<AnswerKey, Answer> raw(Collection<AnswerKey> keys) {
        var found = new HashMap<AnswerKey, Answer>();
        for (AnswerKey key : keys) {
            AnswerRecord record = answers.get(key);
            if (record != null) {
                found.put(key, record.answer());
            }
        }
        return found;
    }
}
