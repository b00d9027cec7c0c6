package dev.retort.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The one platform thread that writes, and its queue.
///
/// Writes that are waiting are committed together: the thread begins a transaction with the first, goes on while more
/// are waiting and the group is younger than its time, commits (which syncs the disk) and only then completes their
/// futures. A lone write is committed at once; while the disk syncs, the next group gathers. If a write fails, the
/// whole group is rolled back and each of its writes is tried again in a transaction of its own, so that only the
/// culprit fails.
final class Writer implements AutoCloseable {
    /// @param work runs inside a transaction, possibly twice
    private record Task(Consumer<Handle> work, CompletableFuture<Void> done) {}

    private final StoreFile file;
    private final LongSupplier nanoClock;
    private final Handle handle;
    private final JournalWrites journal;
    private final Thread thread;
    private final BlockingQueue<Task> queue = new LinkedBlockingQueue<>();
    private final AtomicLong commits = new AtomicLong();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    /// The last task of the queue.
    private final Task stop = new Task(nothing -> {}, ended);
    private boolean closed;
    /// Whether [#stop] was taken; of the writing thread alone.
    private boolean stopping;

    Writer(StoreFile file, LongSupplier nanoClock) {
        this.file = file;
        this.nanoClock = nanoClock;
        this.handle = file.openWriter();
        this.journal = new JournalWrites(handle.getConnection());
        this.thread = Thread.ofPlatform().name("retort-store").daemon().start(this::work);
    }

    /// Queues a write. The future completes on the writing thread after the commit; what is chained to it must be
    /// quick and must not wait for the store.
    synchronized CompletableFuture<Void> submit(Consumer<Handle> work) {
        var task = new Task(work, new CompletableFuture<>());
        if (closed) {
            fail(task, closedFailure());
        } else {
            queue.add(task);
        }
        return task.done;
    }

    /// Writes and waits for the commit.
    void run(Consumer<Handle> work) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("the store's writing thread cannot wait for itself");
        }
        try {
            submit(work).join();
        } catch (CompletionException failure) {
            throw Faults.translate(file.path(), failure.getCause() == null ? failure : failure.getCause());
        }
    }

    /// What writes the journal; only inside a write that was queued here.
    JournalWrites journal() {
        return journal;
    }

    /// How many transactions have been committed.
    long commits() {
        return commits.get();
    }

    private void work() {
        try (handle) {
            Task first = take();
            while (first != null) {
                commitGroup(first);
                first = stopping ? null : take();
            }
        } finally {
            refuseFurther();
            ended.complete(null);
        }
    }

    private @Nullable Task take() {
        while (true) {
            try {
                return unlessStop(queue.take());
            } catch (InterruptedException ignored) {
                // nobody else knows this thread; only close() ends it
            }
        }
    }

    private @Nullable Task unlessStop(@Nullable Task task) {
        stopping |= stop.equals(task);
        return stopping ? null : task;
    }

    private void commitGroup(Task first) {
        var group = new ArrayList<Task>();
        try {
            handle.execute("BEGIN IMMEDIATE");
            long start = nanoClock.getAsLong();
            Task task = first;
            while (task != null) {
                group.add(task);
                task.work.accept(handle);
                boolean young = nanoClock.getAsLong() - start < file.limits().groupTime().toNanos();
                task = young ? unlessStop(queue.poll()) : null;
            }
            commit();
        } catch (RuntimeException | Error failure) {
            rollBack();
            retry(first, group, failure);
            return;
        }
        group.forEach(task -> task.done.complete(null));
    }

    private void retry(Task first, List<Task> group, Throwable failure) {
        if (group.isEmpty()) {
            failWaiting(first, failure);
        } else if (group.size() == 1) {
            fail(first, failure);
        } else {
            group.forEach(this::commitAlone);
        }
    }

    private void commitAlone(Task task) {
        try {
            handle.execute("BEGIN IMMEDIATE");
            task.work.accept(handle);
            commit();
        } catch (RuntimeException | Error failure) {
            rollBack();
            fail(task, failure);
            return;
        }
        task.done.complete(null);
    }

    /// No transaction could begin: another process holds on. Whoever waits now has waited long enough.
    private void failWaiting(Task first, Throwable failure) {
        int waiting = queue.size();
        fail(first, failure);
        for (int i = 0; i < waiting; i++) {
            Task task = unlessStop(queue.poll());
            if (task != null) {
                fail(task, failure);
            }
        }
    }

    private void commit() {
        handle.execute("COMMIT");
        commits.incrementAndGet();
    }

    /// After some failures SQLite has rolled back by itself; then there is nothing left to do.
    private void rollBack() {
        try {
            handle.execute("ROLLBACK");
        } catch (RuntimeException nothingToRollBack) {
            // the next BEGIN tells if it was something else
        }
    }

    private void fail(Task task, Throwable failure) {
        task.done.completeExceptionally(Faults.translate(file.path(), failure));
    }

    private synchronized void refuseFurther() {
        closed = true;
        for (Task task = queue.poll(); task != null; task = queue.poll()) {
            if (!stop.equals(task)) {
                fail(task, closedFailure());
            }
        }
    }

    private StoreException closedFailure() {
        return new StoreException("%s: the store is closed".formatted(file.path().getFileName()));
    }

    /// Commits what is queued, then ends the thread.
    @Override
    public void close() {
        synchronized (this) {
            if (!closed) {
                closed = true;
                queue.add(stop);
            }
        }
        ended.join();
    }
}
