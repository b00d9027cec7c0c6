package dev.retort.infer;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/// Runs batches on several threads: each thread computes a batch of its own, so that none waits for another after every
/// operator; a single batch, if nothing else is going on, is computed by all threads together.
///
/// Those are two sessions of one graph, since ONNX Runtime fixes a session's threads when it opens. The one for many
/// batches is opened when the first come. May be used by several threads at once.
final class Lanes implements AutoCloseable {
    private final int threads;
    private final IntFunction<OnnxModel> open;
    private final OnnxModel together;
    private final ExecutorService pool;
    private final Semaphore free;
    private OnnxModel apart;

    /// @param open opens the graph for so many threads
    Lanes(int threads, IntFunction<OnnxModel> open) {
        this.threads = threads;
        this.open = open;
        this.together = open.apply(threads);
        this.apart = together;
        this.free = new Semaphore(threads);
        this.pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "retort-student");
            thread.setDaemon(true);
            return thread;
        });
    }

    /// Runs all batches and puts their rows in their places.
    ///
    /// @param ids token ids of all texts
    /// @param batches indices of texts
    /// @param outputs to ask for, each with its rows by text
    void run(int[][] ids, List<int[]> batches, Map<String, float[][]> outputs) {
        if (threads == 1) {
            batches.forEach(batch -> together.run(ids, batch, outputs));
        } else if (batches.size() == 1 && free.tryAcquire(threads)) {
            try {
                together.run(ids, batches.get(0), outputs);
            } finally {
                free.release(threads);
            }
        } else {
            runApart(ids, batches, outputs);
        }
    }

    private void runApart(int[][] ids, List<int[]> batches, Map<String, float[][]> outputs) {
        OnnxModel model = apart();
        // The longest first, so that threads end at about the same time.
        var left = new AtomicInteger(batches.size());
        Runnable lane = () -> {
            for (int batch = left.decrementAndGet(); batch >= 0; batch = left.decrementAndGet()) {
                free.acquireUninterruptibly();
                try {
                    model.run(ids, batches.get(batch), outputs);
                } catch (RuntimeException | Error failure) {
                    left.set(0);
                    throw failure;
                } finally {
                    free.release();
                }
            }
        };
        var lanes = new CompletableFuture<?>[Math.min(threads, batches.size())];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = CompletableFuture.runAsync(lane, pool);
        }
        try {
            CompletableFuture.allOf(lanes).join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof InferenceException inference) {
                throw inference;
            }
            throw failed;
        }
    }

    /// As [OnnxModel#embeddingSize()].
    OptionalInt embeddingSize() {
        return together.embeddingSize();
    }

    private synchronized OnnxModel apart() {
        if (apart == together) {
            apart = open.apply(1);
        }
        return apart;
    }

    @Override
    public synchronized void close() {
        pool.shutdown();
        try {
            if (apart != together) {
                apart.close();
            }
        } finally {
            together.close();
        }
    }
}
