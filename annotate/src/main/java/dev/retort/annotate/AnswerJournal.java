package dev.retort.annotate;

import dev.retort.store.AnswerRecord;
import dev.retort.store.SendRecord;
import dev.retort.store.Store;
import dev.retort.store.TroubleRecord;
import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Where sends and what becomes of them are kept. The futures complete once the entry is durable, and fail if it
/// cannot be.
public interface AnswerJournal {

    /// What is known of some keys.
    ///
    /// @param answered need not be asked
    /// @param rejected refused for good, useless to ask again
    record Known(Map<AnswerKey, Answer> answered, Set<AnswerKey> rejected) {}

    /// Called on a platform thread only; may wait for the disk.
    Known known(Collection<AnswerKey> keys);

    CompletableFuture<?> send(SendRecord send);

    CompletableFuture<?> answer(AnswerRecord answer);

    CompletableFuture<?> trouble(TroubleRecord trouble);

    /// Where batches are kept.
    default BatchJournal batches() {
        return BatchJournal.NONE;
    }

    /// The journal of a workspace.
    static AnswerJournal of(Store store) {
        return new StoreJournal(store);
    }
}
