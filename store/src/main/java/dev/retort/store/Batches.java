package dev.retort.store;

import java.util.Collection;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// Inserts many rows, a bounded number at a time.
final class Batches {
    private static final int ROWS = 1000;

    /// Binds one row; `position` counts from 0.
    interface Binder<T> {
        void bind(PreparedBatch row, int position, T item);
    }

    private Batches() {}

    static <T> void insert(Handle handle, String sql, Collection<T> items, Binder<? super T> binder) {
        int position = 0;
        try (PreparedBatch batch = handle.prepareBatch(sql)) {
            for (T item : items) {
                binder.bind(batch, position++, item);
                batch.add();
                if (batch.size() == ROWS) {
                    batch.execute();
                }
            }
            if (batch.size() > 0) {
                batch.execute();
            }
        }
    }
}
