package dev.retort.train;

import dev.retort.encoder.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/// Platform threads that work on the parts of a step side by side, each with its share of the cores.
///
/// Two threads with one core each learn half a batch each in two thirds of the time that one thread takes with two cores
/// for every operation: there is nothing to wait for within an operation, and what lies between them runs on both too.
final class Workers implements AutoCloseable {
    private final int count;
    private final int threadsEach;
    private final ExecutorService threads;

    /// @param count at least 1
    /// @param threadsEach of each libtorch operation
    Workers(int count, int threadsEach) {
        this.count = count;
        this.threadsEach = threadsEach;
        this.threads = Executors.newFixedThreadPool(count,
                Thread.ofPlatform().daemon().name("train-", 0).factory());
    }

    int count() {
        return count;
    }

    /// Runs parts 0 to `parts - 1`, each on a thread of its own, and waits for all.
    ///
    /// @return what each part gave, in order
    /// @throws RuntimeException of the first part that failed, after all have ended
    <T> List<T> all(int parts, IntFunction<T> work) {
        var futures = new ArrayList<Future<T>>();
        for (int part = 0; part < parts; part++) {
            int number = part;
            futures.add(threads.submit(() -> {
                Torch.useThreads(threadsEach);
                return work.apply(number);
            }));
        }
        var results = new ArrayList<T>();
        RuntimeException failure = null;
        for (Future<T> future : futures) {
            try {
                results.add(joined(future));
            } catch (RuntimeException failed) {
                failure = failure == null ? failed : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    /// Native work cannot be interrupted, so waiting for it is not either; the interrupt is passed on.
    private static <T> T joined(Future<T> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException later) {
                    interrupted = true;
                } catch (ExecutionException failed) {
                    switch (failed.getCause()) {
                        case RuntimeException unchecked -> throw unchecked;
                        case Error error -> throw error;
                        case null, default -> throw new IllegalStateException(failed);
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
