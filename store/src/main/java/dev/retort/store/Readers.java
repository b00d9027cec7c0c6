package dev.retort.store;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// Connections for reading, each used by one thread at a time and kept for the next.
final class Readers implements AutoCloseable {
    private final StoreFile file;
    private final ConcurrentLinkedDeque<Handle> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    Readers(StoreFile file) {
        this.file = file;
    }

    /// Reads one consistent state of the store.
    <T> T read(Function<Handle, T> query) {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("the store must not be read from a virtual thread: SQLite would hold its "
                    + "carrier; read from a platform thread");
        }
        if (closed) {
            throw new StoreException("%s: the store is closed".formatted(file.path().getFileName()));
        }
        Handle pooled = idle.poll();
        Handle handle = pooled == null ? file.openReader() : pooled;
        boolean sound = false;
        try {
            handle.execute("BEGIN");
            T result = query.apply(handle);
            handle.execute("COMMIT");
            sound = true;
            return result;
        } catch (RuntimeException failure) {
            throw Faults.translate(file.path(), failure);
        } finally {
            giveBack(handle, sound);
        }
    }

    private void giveBack(Handle handle, boolean sound) {
        if (sound) {
            idle.push(handle);
        } else {
            handle.close();
        }
        if (closed) {
            close();
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Handle handle = idle.poll(); handle != null; handle = idle.poll()) {
            handle.close();
        }
    }
}
