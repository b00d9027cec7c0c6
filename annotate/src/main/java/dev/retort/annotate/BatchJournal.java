package dev.retort.annotate;

import dev.retort.store.BatchLine;
import dev.retort.store.BatchRecord;
import dev.retort.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Where batches are kept. The futures complete once the entry is durable, and fail if it cannot be. Methods without a
/// future are called on a platform thread only.
public interface BatchJournal {
    /// Of a journal without batches.
    BatchJournal NONE = new BatchJournal() {
        @Override
        public List<BatchRecord> takeUp() {
            return List.of();
        }

        @Override
        public List<BatchLine> lines(String token) {
            return List.of();
        }

        @Override
        public CompletableFuture<?> prepared(BatchRecord batch) {
            return none();
        }

        @Override
        public CompletableFuture<?> forgotten(String token) {
            return none();
        }

        @Override
        public CompletableFuture<?> uploaded(String token, String inputFile) {
            return none();
        }

        @Override
        public CompletableFuture<?> submitted(String token, String hostId, Instant at) {
            return none();
        }

        @Override
        public CompletableFuture<?> finished(String token, String status, Instant at) {
            return none();
        }

        @Override
        public CompletableFuture<?> lost(String token, String why, Instant at) {
            return none();
        }

        private static CompletableFuture<?> none() {
            return CompletableFuture.failedFuture(new UnsupportedOperationException("this journal keeps no batches"));
        }
    };

    /// Forgets what never left an earlier process, and tells what hosts may still answer.
    List<BatchRecord> takeUp();

    List<BatchLine> lines(String token);

    CompletableFuture<?> prepared(BatchRecord batch);

    /// Nothing of it has left.
    CompletableFuture<?> forgotten(String token);

    /// It may be created from now on.
    CompletableFuture<?> uploaded(String token, String inputFile);

    CompletableFuture<?> submitted(String token, String hostId, Instant at);

    /// Something is known of every request of it.
    CompletableFuture<?> finished(String token, String status, Instant at);

    /// It is given up; what the host did of it is not known.
    CompletableFuture<?> lost(String token, String why, Instant at);

    /// The journal of a workspace.
    static BatchJournal of(Store store) {
        return new StoreBatches(store);
    }
}
