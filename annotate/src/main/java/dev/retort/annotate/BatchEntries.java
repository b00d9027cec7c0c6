package dev.retort.annotate;

import java.util.function.Consumer;

/// Counts the journal's entries about batches that are on their way to the disk. Used by one thread.
final class BatchEntries {
    /// Entries on their way at once; beyond, the disk is waited for.
    private static final int MOST = 4096;

    private int unkept;

    /// Journals one of many entries of a batch.
    ///
    /// @param entry is handed what to do once it is durable
    /// @param then what follows from it
    void keep(OpenBatch batch, Consumer<Runnable> entry, Runnable then) {
        batch.unkept++;
        unkept++;
        entry.accept(() -> {
            batch.unkept--;
            unkept--;
            then.run();
        });
    }

    void keep(OpenBatch batch, Consumer<Runnable> entry) {
        keep(batch, entry, () -> {});
    }

    boolean hasRoom() {
        return unkept < MOST;
    }

    boolean isEmpty() {
        return unkept == 0;
    }
}
