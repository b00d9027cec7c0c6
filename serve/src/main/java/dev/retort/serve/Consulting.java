package dev.retort.serve;

import dev.retort.infer.ProblemType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Asks about the unsure texts of requests for one student.
final class Consulting {
    private final Cascade cascade;
    private final ServerMetrics metrics;
    private final Consumer<Throwable> failures;
    private final AtomicInteger open = new AtomicInteger();

    /// What came of it for the texts of one request.
    ///
    /// @param given probabilities of the student's labels by the place of the text, from 0
    /// @param missing places of unsure texts that keep the student's label
    record Given(SortedMap<Integer, float[]> given, SortedSet<Integer> missing) {
        static final Given NOTHING = new Given(new TreeMap<>(), new TreeSet<>());
    }

    Consulting(Cascade cascade, ServerMetrics metrics, Consumer<Throwable> failures) {
        this.cascade = cascade;
        this.metrics = metrics;
        this.failures = failures;
    }

    /// Whether the answer to a call says which label is the best by probability: raw scores are the student's own.
    static boolean concerns(StudentFacts facts, Call call) {
        return facts.problemType() == ProblemType.SINGLE_LABEL
                && call.function().orElse(ScoreFunction.SOFTMAX) == ScoreFunction.SOFTMAX;
    }

    /// @param rows raw scores of the call's texts
    /// @param then hears once all is known or the time is up, at once if the student is sure of every text
    void ask(StudentFacts facts, Call call, List<float[]> rows, Consumer<Given> then) {
        SortedMap<Integer, CompletableFuture<Optional<float[]>>> asked = new TreeMap<>();
        var missing = new TreeSet<Integer>();
        for (int text = 0; text < rows.size(); text++) {
            if (sureness(facts, rows.get(text)) >= cascade.below()) {
                continue;
            }
            if (open.incrementAndGet() > cascade.mostOpen()) {
                open.decrementAndGet();
                metrics.asked(facts.name(), "busy");
                missing.add(text);
            } else {
                asked.put(text, ask(facts, call.texts().get(text)));
            }
        }
        CompletableFuture<?> all = CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new));
        var _ = all.thenRun(() -> {
            var given = new TreeMap<Integer, float[]>();
            asked.forEach((text, answer) -> answer.join().ifPresentOrElse(scores -> given.put(text, scores),
                    () -> missing.add(text)));
            then.accept(new Given(given, missing));
        });
    }

    private static double sureness(StudentFacts facts, float[] logits) {
        float most = 0;
        for (float probability : ScoreFunction.SOFTMAX.of(logits, facts.temperature())) {
            most = Math.max(most, probability);
        }
        return most;
    }

    private CompletableFuture<Optional<float[]>> ask(StudentFacts facts, String text) {
        long start = System.nanoTime();
        return advice(text).thenApply(Optional::of)
                .completeOnTimeout(Optional.empty(), cascade.patience().toNanos(), TimeUnit.NANOSECONDS)
                .handle((shares, failure) -> {
                    open.decrementAndGet();
                    if (failure != null) {
                        failures.accept(failure);
                    }
                    boolean late = failure == null && shares.isEmpty();
                    Optional<float[]> scores = failure == null
                            ? shares.flatMap(given -> scores(facts, given))
                            : Optional.empty();
                    metrics.asked(facts.name(), scores.isPresent() ? "labelled" : late ? "late" : "unlabelled");
                    metrics.askedFor(facts.name(), Duration.ofNanos(System.nanoTime() - start));
                    return scores;
                });
    }

    private CompletableFuture<Map<String, Double>> advice(String text) {
        try {
            return cascade.adviser().ask(text).copy();
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /// Empty if nothing is labelled, or with a label that the student does not know.
    private static Optional<float[]> scores(StudentFacts facts, Map<String, Double> shares) {
        if (shares.isEmpty() || !facts.labels().containsAll(shares.keySet())) {
            return Optional.empty();
        }
        float[] scores = new float[facts.labels().size()];
        for (int label = 0; label < scores.length; label++) {
            scores[label] = shares.getOrDefault(facts.labels().get(label), 0.0).floatValue();
        }
        return Optional.of(scores);
    }
}
