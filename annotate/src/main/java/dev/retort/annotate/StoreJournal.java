package dev.retort.annotate;

import dev.retort.store.AnswerRecord;
import dev.retort.store.SendRecord;
import dev.retort.store.Store;
import dev.retort.store.TroubleRecord;
import dev.retort.teacher.AnswerKey;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/// The journal in `retort.db`.
final class StoreJournal implements AnswerJournal {
    private final Store store;

    StoreJournal(Store store) {
        this.store = store;
    }

    @Override
    public Known known(Collection<AnswerKey> keys) {
        return new Known(store.answers(keys), store.rejected(keys));
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
    public BatchJournal batches() {
        return BatchJournal.of(store);
    }

    @Override
    public CompletableFuture<?> trouble(TroubleRecord trouble) {
        return store.journalTrouble(trouble);
    }
}
