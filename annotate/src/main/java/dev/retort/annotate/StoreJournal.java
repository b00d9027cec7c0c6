package dev.retort.annotate;

import dev.retort.store.AnswerRecord;
import dev.retort.store.SendRecord;
import dev.retort.store.Store;
import dev.retort.store.TroubleRecord;
import dev.retort.teacher.AnswerKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/// The journal in `retort.db`.
final class StoreJournal implements AnswerJournal {
    private final Store store;
    private final Set<AnswerKey> rejected;

    StoreJournal(Store store) {
        this.store = store;
        this.rejected = store.troubles().stream().filter(trouble -> trouble.kind() == TroubleRecord.Kind.REJECTED)
                .map(TroubleRecord::key).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Known known(Collection<AnswerKey> keys) {
        var useless = new HashSet<>(keys);
        useless.retainAll(rejected);
        return new Known(store.answers(keys).keySet(), useless);
    }

    @Override
    public CompletableFuture<?> send(SendRecord send) {
        return store.journalSend(send);
    }

    @Override
    public CompletableFuture<?> answer(AnswerRecord answer) {
        return store.journalAnswer(answer);
    }

    @Override
    public CompletableFuture<?> trouble(TroubleRecord trouble) {
        return store.journalTrouble(trouble);
    }
}
