package dev.retort.serve;

import dev.retort.batching.Admission;
import dev.retort.batching.BatchListener;
import dev.retort.batching.Batcher;
import dev.retort.batching.Job;
import dev.retort.drift.Baseline;
import dev.retort.drift.DriftFile;
import dev.retort.drift.DriftLog;
import dev.retort.drift.Seen;
import dev.retort.infer.DriftJson;
import dev.retort.infer.InferenceException;
import dev.retort.infer.ProblemType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.CRC32;

/// A student under a name, which can be exchanged for another while requests come: new ones go to the new student, the
/// old one answers what it has and closes then.
final class ServedStudent implements AutoCloseable {
    private static final List<String> FILES = List.of("config.json", "retort.json", "tokenizer.json",
            "onnx/model.onnx", "onnx/model_int8.onnx", DriftJson.NAME);

    private final StudentSource source;
    private final ServeOptions options;
    private final ServerMetrics metrics;
    private final Clock clock;
    private final Consumer<Throwable> failures;
    /// By [#identity(Path)]: a student that is loaded again goes on counting where it was. Guarded by this.
    private final Map<String, DriftLog> drifts = new HashMap<>();
    private final Optional<Consulting> consulting;
    private volatile Loaded loaded;

    /// @param facts of the student
    /// @param batcher that scores with it
    /// @param fingerprint of its files when it was loaded
    /// @param drift what it was asked and answered by day
    private record Loaded(StudentFacts facts, Batcher batcher, String fingerprint, DriftLog drift) {}

    /// A job that was taken in, and by whom.
    record Ticket(Admission admission, Batcher batcher, Job job) {
        void cancel() {
            batcher.cancel(job);
        }
    }

    private ServedStudent(StudentSource source, ServeOptions options, ServerMetrics metrics, Clock clock,
            Consumer<Throwable> failures) {
        this.source = source;
        this.options = options;
        this.metrics = metrics;
        this.clock = clock;
        this.failures = failures;
        this.consulting = source.cascade().map(cascade -> new Consulting(cascade, metrics, failures));
        this.loaded = open(source.directory().get());
    }

    /// @throws InferenceException if it cannot be loaded
    static ServedStudent load(StudentSource source, ServeOptions options, ServerMetrics metrics, Clock clock,
            Consumer<Throwable> failures) {
        return new ServedStudent(source, options, metrics, clock, failures);
    }

    private Loaded open(Path directory) {
        String fingerprint = fingerprint(directory);
        StudentModel model = StudentModel.open(directory, options.student());
        StudentFacts facts = StudentFacts.of(source.name(), directory, model.student(), clock.instant());
        try {
            DriftLog drift = drifts.computeIfAbsent(identity(directory), identity -> DriftLog.open(facts.labels(),
                    baseline(facts), model.embeddings().expected(), driftFile(identity), clock, failures));
            return new Loaded(facts, Batcher.start(source.name(), model, options.batching(),
                    listener(facts, model.embeddings(), drift)), fingerprint, drift);
        } catch (RuntimeException | Error failure) {
            model.close();
            throw failure;
        }
    }

    /// Probabilities of another number of labels are not this student's.
    private Optional<Baseline> baseline(StudentFacts facts) {
        if (facts.problemType() == ProblemType.REGRESSION) {
            return Optional.empty();
        }
        List<Seen> seen = source.testProbabilities().apply(facts.directory()).stream()
                .filter(probabilities -> probabilities.size() == facts.labels().size())
                .map(probabilities -> Observation.of(facts, probabilities)).toList();
        return seen.isEmpty()
                ? Optional.empty()
                : Optional.of(new Baseline("%d test texts".formatted(seen.size()), seen));
    }

    private Optional<DriftFile> driftFile(String identity) {
        return options.state().map(directory -> new DriftFile(
                directory.resolve("drift-%s-%s.json".formatted(source.name(), identity))));
    }

    /// Names a student by its `config.json`, `retort.json` and `drift.json`: another training has others.
    private static String identity(Path directory) {
        var crc = new CRC32();
        for (String name : List.of("config.json", "retort.json", DriftJson.NAME)) {
            try {
                if (Files.exists(directory.resolve(name))) {
                    crc.update(Files.readAllBytes(directory.resolve(name)));
                }
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
        return "%08x".formatted(crc.getValue());
    }

    private BatchListener listener(StudentFacts facts, EmbeddingDrift embeddings, DriftLog drift) {
        return new BatchListener() {
            @Override
            public void scored(int texts, int requests, int tokens, Duration time) {
                metrics.batch(facts.name(), texts, requests, tokens, time);
            }

            @Override
            public void text(float[] logits, float[] embedding, int tokens, boolean cut) {
                metrics.text(facts, logits, cut);
                drift.add(Observation.of(facts, logits, tokens, embeddings.bin(embedding)));
            }

            @Override
            public void failed(Throwable bug) {
                failures.accept(bug);
            }

            @Override
            public void dropped(int texts) {
                metrics.dropped(facts.name(), texts);
            }
        };
    }

    /// Which files these are: their sizes and times.
    private static String fingerprint(Path directory) {
        var print = new StringBuilder(directory.toString());
        for (String name : FILES) {
            Path file = directory.resolve(name);
            try {
                if (Files.exists(file)) {
                    print.append('|').append(name).append(Files.size(file)).append('@')
                            .append(Files.getLastModifiedTime(file));
                }
            } catch (IOException _) {
                print.append('|').append(name).append('?'); // loading will say what is wrong with it
            }
        }
        return print.toString();
    }

    String name() {
        return source.name();
    }

    StudentFacts facts() {
        return loaded.facts();
    }

    /// Gives a job to the student that is current.
    ///
    /// @param jobFor makes it for a student with these facts
    Ticket submit(Function<StudentFacts, Job> jobFor) {
        while (true) {
            Loaded now = loaded;
            Job job = jobFor.apply(now.facts());
            Admission admission = now.batcher().submit(job);
            if (admission != Admission.CLOSED || now.equals(loaded)) {
                return new Ticket(admission, now.batcher(), job);
            }
        }
    }

    /// Who is asked where it is unsure, if anybody.
    Optional<Consulting> consulting() {
        return consulting;
    }

    /// Whether there is another student, or other files, than those that are loaded.
    boolean changed() {
        return !Objects.equals(fingerprint(source.directory().get()), loaded.fingerprint());
    }

    /// Loads what is current now and lets it take over. If it cannot be loaded the old one goes on.
    ///
    /// @throws RuntimeException why it cannot be loaded
    synchronized void reload() {
        Loaded next;
        try {
            next = open(source.directory().get());
        } catch (RuntimeException failure) {
            metrics.reloaded(name(), "failed");
            throw failure;
        }
        Loaded old = loaded;
        loaded = next;
        metrics.reloaded(name(), "done");
        metrics.observe(this);
        Thread.ofPlatform().name("retort-close-" + name()).daemon().start(() -> close(old));
    }

    private static void close(Loaded old) {
        old.batcher().close();
        old.drift().write();
    }

    /// What was counted by day.
    DriftLog drift() {
        return loaded.drift();
    }

    int queuedTexts() {
        return loaded.batcher().queuedTexts();
    }

    long queuedTokens() {
        return loaded.batcher().queuedTokens();
    }

    Duration backlog() {
        return loaded.batcher().backlog();
    }

    @Override
    public void close() {
        close(loaded);
    }
}
