package dev.retort.batching;

import dev.retort.infer.Scores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Scores the texts of many requests together. A worker takes whatever waits, up to a number of tokens, as soon as it is
/// free, and never waits for more to come: under load batches grow by themselves, and a request alone is scored at once.
///
/// Closing takes nothing more in, scores what waits, and closes the model after the last batch.
public final class Batcher implements AutoCloseable {
    /// Of the speed measured last in the speed kept.
    private static final double NEWEST_SHARE = 0.1;
    private static final float[] NO_EMBEDDING = {};
    private static final Scores NOTHING = new Scores(new float[0][], new float[0][]);

    private final BatchModel model;
    private final BatchOptions options;
    private final BatchListener listener;
    private final WorkQueue queue;
    private final List<Thread> workers = new ArrayList<>();
    private final AtomicInteger working;
    private final AtomicLong nanosPerToken = new AtomicLong();

    private Batcher(BatchModel model, BatchOptions options, BatchListener listener) {
        this.model = model;
        this.options = options;
        this.listener = listener;
        this.queue = new WorkQueue(options.queueTokens(), model.maxTokens());
        this.working = new AtomicInteger(options.workers());
    }

    /// @param name of its threads
    /// @param model closed by the batcher
    public static Batcher start(String name, BatchModel model, BatchOptions options, BatchListener listener) {
        var batcher = new Batcher(model, options, listener);
        for (int worker = 1; worker <= options.workers(); worker++) {
            batcher.workers.add(Thread.ofPlatform().name("retort-batch-%s-%d".formatted(name, worker)).daemon()
                    .start(batcher::work));
        }
        return batcher;
    }

    /// Puts a job into the queue, or says at once why not. Never waits.
    public Admission submit(Job job) {
        return queue.offer(job);
    }

    /// Nobody waits for the job any more: its texts that are not being scored will not be.
    public void cancel(Job job) {
        if (job.cancel()) {
            int texts = queue.remove(job);
            if (texts > 0) {
                listener.dropped(texts);
            }
        }
    }

    /// Texts that wait.
    public int queuedTexts() {
        return queue.texts();
    }

    /// Estimated tokens of the texts that wait.
    public long queuedTokens() {
        return queue.tokens();
    }

    /// How long what waits will take at the speed of the last batches; zero before the first one.
    public Duration backlog() {
        return Duration.ofNanos(queue.tokens() * nanosPerToken.get() / options.workers());
    }

    private void work() {
        try {
            for (var batch = queue.take(options.batchTokens()); !batch.isEmpty(); batch = queue
                    .take(options.batchTokens())) {
                long start = System.nanoTime();
                batch.forEach(slice -> slice.job().taken(start));
                run(batch);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            if (working.decrementAndGet() == 0) {
                model.close();
            }
        }
    }

    /// A batch that fails is tried again job by job, so that only the one at fault fails.
    private void run(List<Slice> batch) {
        List<Slice> open = batch.stream().filter(slice -> !slice.job().isOver()).toList();
        long start = System.nanoTime();
        List<Row> rows = new ArrayList<>();
        Scores scores;
        try {
            open.forEach(slice -> rows.addAll(encoded(slice)));
            scores = rows.isEmpty() ? NOTHING : model.score(rows.stream().map(Row::ids).toArray(int[][]::new));
        } catch (RuntimeException | Error failure) {
            if (open.size() == 1) {
                fail(open.getFirst().job(), failure);
            } else {
                open.forEach(slice -> run(List.of(slice)));
            }
            return;
        }
        if (!rows.isEmpty()) {
            tell(rows, scores, start);
        }
    }

    private void fail(Job job, Throwable failure) {
        queue.remove(job);
        job.end(new Outcome.Failed(failure));
    }

    private void tell(List<Row> rows, Scores scores, long startNanos) {
        float[][] logits = scores.logits();
        long now = System.nanoTime();
        int tokens = rows.stream().mapToInt(row -> row.ids().length).sum();
        learnSpeed((now - startNanos) / tokens);
        try {
            listener.scored(rows.size(), (int) rows.stream().map(Row::job).distinct().count(), tokens,
                    Duration.ofNanos(now - startNanos));
            for (int i = 0; i < logits.length; i++) {
                listener.text(logits[i], scores.embeddings().length == 0 ? NO_EMBEDDING : scores.embeddings()[i],
                        rows.get(i).ids().length, rows.get(i).cut());
            }
        } catch (RuntimeException bug) {
            listener.failed(bug);
        }
        for (int i = 0; i < logits.length; i++) {
            Row row = rows.get(i);
            try {
                row.job().scored(row.text(), logits[i], row.ids().length, now);
            } catch (RuntimeException bug) {
                listener.failed(bug);
            }
        }
    }

    /// The texts of a slice as they will be scored; none if one of them ends the job.
    private List<Row> encoded(Slice slice) {
        Job job = slice.job();
        int[][] ids = model.encode(job.texts().subList(slice.from(), slice.to()));
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            boolean tooLong = ids[i].length > model.maxTokens();
            if (tooLong && job.truncation() == Truncation.REFUSE) {
                queue.remove(job);
                job.end(new Outcome.TooLong(slice.from() + i, ids[i].length, model.maxTokens()));
                return List.of();
            }
            rows.add(new Row(job, slice.from() + i, tooLong ? model.cut(ids[i], job.truncation()) : ids[i], tooLong));
        }
        return rows;
    }

    private void learnSpeed(long measured) {
        nanosPerToken.updateAndGet(
                known -> known == 0 ? measured : Math.round(known + NEWEST_SHARE * (measured - known)));
    }

    @Override
    public void close() {
        queue.close();
        boolean interrupted = false;
        for (Thread worker : workers) {
            while (worker.isAlive() && worker != Thread.currentThread()) {
                try {
                    worker.join();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
