package dev.retort.serve;

import dev.retort.drift.Comparison;
import dev.retort.drift.Statistic;
import dev.retort.drift.Verdict;
import dev.retort.infer.ProblemType;
import dev.retort.metrics.Counter;
import dev.retort.metrics.Gauge;
import dev.retort.metrics.Histogram;
import dev.retort.metrics.Metrics;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/// What `/metrics` tells. Names and labels are public: docs/serve.md.
final class ServerMetrics {
    private static final double[] SECONDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
    private static final double[] TEXTS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};
    private static final double[] TOKENS = {16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192};

    private final Metrics metrics = new Metrics();
    private final Counter requests = metrics.counter("retort_requests_total", "Requests answered.", "route",
            "status");
    private final Histogram requestSeconds = metrics.histogram("retort_request_seconds",
            "From the last byte of a request to its answer.", SECONDS, "route");
    private final Gauge connections = metrics.gauge("retort_connections", "Open connections.");
    private final Gauge bodies = metrics.gauge("retort_body_bytes", "Bytes of bodies under way.");
    private final Gauge ready = metrics.gauge("retort_ready", "1 while requests are taken in, 0 while draining.");
    private final Gauge queueTexts = metrics.gauge("retort_queue_texts", "Texts that wait.", "model");
    private final Gauge queueTokens = metrics.gauge("retort_queue_tokens", "Estimated tokens that wait.", "model");
    private final Histogram queueSeconds = metrics.histogram("retort_queue_seconds",
            "From a request's arrival to the batch of its first text.", SECONDS, "model");
    private final Histogram batchTexts = metrics.histogram("retort_batch_texts", "Texts of a batch.", TEXTS, "model");
    private final Histogram batchRequests = metrics.histogram("retort_batch_requests",
            "Requests whose texts are in a batch.", TEXTS, "model");
    private final Histogram batchTokens = metrics.histogram("retort_batch_tokens",
            "Tokens of a batch, padding not counted.", TOKENS, "model");
    private final Histogram batchSeconds = metrics.histogram("retort_batch_seconds",
            "Tokenizing and scoring a batch.", SECONDS, "model");
    private final Counter cut = metrics.counter("retort_cut_texts_total", "Texts that were cut to the room there is.",
            "model");
    private final Counter dropped = metrics.counter("retort_dropped_texts_total",
            "Texts not scored because their client had gone.", "model");
    private final Counter labels = metrics.counter("retort_labels_total", "Texts by the label given them.", "model",
            "label");
    private final Counter asked = metrics.counter("retort_asked_texts_total",
            "Unsure texts that a teacher was asked about, by result.", "model", "result");
    private final Histogram askSeconds = metrics.histogram("retort_ask_seconds",
            "From asking the teacher about a text to its answer or the end of patience.", SECONDS, "model");
    private final Counter reloads = metrics.counter("retort_reloads_total", "Students loaded anew, by result.",
            "model", "result");

    private final Gauge driftIndex = metrics.gauge("retort_drift_index",
            "Population stability index of today's texts.", "model", "statistic");
    private final Gauge driftVerdict = metrics.gauge("retort_drift_verdict",
            "0 stable or not to be judged, 1 shifting, 2 drifted.", "model", "statistic");

    Metrics all() {
        return metrics;
    }

    /// @param result `labelled`, `unlabelled`, `late`, `busy`
    void asked(String model, String result) {
        asked.add(1, model, result);
    }

    void askedFor(String model, Duration time) {
        askSeconds.observe(seconds(time), model);
    }

    void answered(String route, int status, Duration time) {
        requests.add(1, route, Integer.toString(status));
        requestSeconds.observe(seconds(time), route);
    }

    void refused(int status) {
        requests.add(1, "none", Integer.toString(status));
    }

    void observe(IntSupplier open, LongSupplier bytes, BooleanSupplier takesIn) {
        connections.from(open::getAsInt);
        bodies.from(bytes::getAsLong);
        ready.from(() -> takesIn.getAsBoolean() ? 1 : 0);
    }

    void observe(ServedStudent student) {
        queueTexts.from(student::queuedTexts, student.name());
        queueTokens.from(student::queuedTokens, student.name());
        student.facts().labels().forEach(label -> labels.add(0, student.name(), label));
        for (Statistic statistic : Statistic.values()) {
            if (!student.drift().statistics().contains(statistic)) {
                driftIndex.remove(student.name(), statistic.word());
                driftVerdict.remove(student.name(), statistic.word());
                continue;
            }
            driftIndex.from(() -> today(student, statistic).map(Comparison::index).orElse(Double.NaN), student.name(),
                    statistic.word());
            driftVerdict
                    .from(() -> switch (today(student, statistic).map(Comparison::verdict).orElse(Verdict.UNKNOWN)) {
                        case UNKNOWN, TOO_FEW, STABLE -> 0;
                        case SHIFTING -> 1;
                        case DRIFTED -> 2;
                    }, student.name(), statistic.word());
        }
        dropped.add(0, student.name());
        cut.add(0, student.name());
    }

    /// Empty for a moment after another student took over that is compared in less.
    private static Optional<Comparison> today(ServedStudent student, Statistic statistic) {
        return student.drift().today().stream().filter(one -> one.statistic() == statistic).findFirst();
    }

    void queued(String model, Duration time) {
        queueSeconds.observe(seconds(time), model);
    }

    void batch(String model, int texts, int inRequests, int tokens, Duration time) {
        batchTexts.observe(texts, model);
        batchRequests.observe(inRequests, model);
        batchTokens.observe(tokens, model);
        batchSeconds.observe(seconds(time), model);
    }

    void text(StudentFacts facts, float[] logits, boolean wasCut) {
        if (wasCut) {
            cut.add(1, facts.name());
        }
        if (facts.problemType() == ProblemType.REGRESSION) {
            return;
        }
        for (int label : Labels.given(facts, logits)) {
            labels.add(1, facts.name(), facts.labels().get(label));
        }
    }

    void dropped(String model, int texts) {
        dropped.add(texts, model);
    }

    void reloaded(String model, String result) {
        reloads.add(1, model, result);
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
