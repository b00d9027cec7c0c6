package dev.retort.annotate;

import dev.retort.store.BatchLine;
import dev.retort.store.BatchRecord;
import dev.retort.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The batches in `retort.db`.
final class StoreBatches implements BatchJournal {
    private final Store store;

    StoreBatches(Store store) {
        this.store = store;
    }

    @Override
    public List<BatchRecord> takeUp() {
        store.forgetPreparedBatches();
        return store.openBatches();
    }

    @Override
    public List<BatchLine> lines(String token) {
        return store.batchLines(token);
    }

    @Override
    public CompletableFuture<?> prepared(BatchRecord batch) {
        return store.journalBatch(batch);
    }

    @Override
    public CompletableFuture<?> forgotten(String token) {
        return store.journalBatchForgotten(token);
    }

    @Override
    public CompletableFuture<?> uploaded(String token, String inputFile) {
        return store.journalBatchUploaded(token, inputFile);
    }

    @Override
    public CompletableFuture<?> submitted(String token, String hostId, Instant at) {
        return store.journalBatchSubmitted(token, hostId, at);
    }

    @Override
    public CompletableFuture<?> finished(String token, String status, Instant at) {
        return store.journalBatchFinished(token, status, at);
    }

    @Override
    public CompletableFuture<?> lost(String token, String why, Instant at) {
        return store.journalBatchLost(token, why, at);
    }
}
