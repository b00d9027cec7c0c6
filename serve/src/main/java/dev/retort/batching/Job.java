package dev.retort.batching;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// The texts of one request on their way through a [Batcher]. They may be scored in several batches.
public final class Job {
    private final List<String> texts;
    private final Truncation truncation;
    private final Consumer<Outcome> done;
    private final float[][] logits;
    private final AtomicInteger missing;
    private final AtomicInteger tokens = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile long submittedNanos;
    private volatile long takenNanos;

    /// Estimated tokens of the texts before each, and of all at the end.
    private long[] tokensBefore = new long[0];

    /// The first text that no batch has taken yet. Guarded by the batcher's lock.
    private int next;

    /// @param texts at least one
    /// @param done hears once what became of the job, on a thread of the batcher, unless it was cancelled; must not wait
    public Job(List<String> texts, Truncation truncation, Consumer<Outcome> done) {
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("a job needs at least one text");
        }
        this.texts = List.copyOf(texts);
        this.truncation = truncation;
        this.done = done;
        this.logits = new float[texts.size()][];
        this.missing = new AtomicInteger(texts.size());
    }

    public List<String> texts() {
        return texts;
    }

    Truncation truncation() {
        return truncation;
    }

    /// Estimates the tokens of all texts. Before the job is given to other threads.
    ///
    /// @param room for one text of the model
    /// @return their sum
    long measure(int room) {
        tokensBefore = new long[texts.size() + 1];
        for (int text = 0; text < texts.size(); text++) {
            tokensBefore[text + 1] = tokensBefore[text] + TokenEstimate.of(texts.get(text), room);
        }
        return tokensBefore[texts.size()];
    }

    /// Estimated tokens of some texts.
    long tokens(int from, int to) {
        return tokensBefore[to] - tokensBefore[from];
    }

    int next() {
        return next;
    }

    void takeTo(int to) {
        next = to;
    }

    void submitted(long nanos) {
        submittedNanos = nanos;
    }

    void taken(long nanos) {
        if (takenNanos == 0) {
            takenNanos = nanos;
        }
    }

    /// Cancelled, failed, or answered.
    boolean isOver() {
        return over.get();
    }

    /// @return whether it was still open
    boolean cancel() {
        return over.compareAndSet(false, true);
    }

    /// A batch has scored one of the texts; after the last one the job is done.
    void scored(int text, float[] row, int textTokens, long nowNanos) {
        logits[text] = row;
        tokens.addAndGet(textTokens);
        if (missing.decrementAndGet() == 0) {
            end(new Outcome.Scored(Arrays.asList(logits), tokens.get(), Duration.ofNanos(takenNanos - submittedNanos),
                    Duration.ofNanos(nowNanos - takenNanos)));
        }
    }

    void end(Outcome outcome) {
        if (over.compareAndSet(false, true)) {
            done.accept(outcome);
        }
    }
}
