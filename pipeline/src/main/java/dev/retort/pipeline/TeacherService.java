package dev.retort.pipeline;

import dev.retort.annotate.AnnotateEvent;
import dev.retort.annotate.AnnotateSummary;
import dev.retort.annotate.Annotator;
import dev.retort.annotate.AnswerJournal;
import dev.retort.annotate.RunClock;
import dev.retort.annotate.Surroundings;
import dev.retort.annotate.TextAnswers;
import dev.retort.dataset.Example;
import dev.retort.dataset.Split;
import dev.retort.hosts.HostOpener;
import dev.retort.store.ActivityLock;
import dev.retort.store.Store;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.Ask;
import dev.retort.teacher.Budget;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.Mode;
import dev.retort.votes.Annotation;
import dev.retort.votes.Ballot;
import dev.retort.votes.Settlement;
import dev.retort.votes.VoteReader;
import dev.retort.workspace.Workspace;
import dev.retort.workspace.Workspaces;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Asks the teacher of a workspace's student about texts as they come, by the same engine as `retort annotate`: with its
/// retries, rate limits and budget, and every answer journaled in `retort.db` before it counts, so that no text is paid
/// twice. The votes are read and settled as the workspace says.
///
/// When the teacher cannot be asked any further, whoever asks is told so at once; it is tried again with the first text
/// that comes [#PAUSE] later, unless the budget is used up. Thread-safe.
public final class TeacherService implements AutoCloseable {
    /// After trouble with the host.
    static final Duration PAUSE = Duration.ofMinutes(1);
    /// How long requests in flight may go on at the end.
    private static final Duration GRACE = Duration.ofSeconds(7);

    private final Workspace workspace;
    private final Ask ask;
    private final HostOpener hosts;
    private final Store store;
    private final ActivityLock lock;
    private final Funds funds;
    private final VoteReader reader;
    /// Recordings know their texts by id.
    private final Map<String, String> idsByText;
    private final Consumer<String> notes;
    private final LongSupplier nanos;
    private final Map<String, CompletableFuture<Advice>> open = new HashMap<>();
    private @Nullable Engine engine;
    private Optional<Pausing> pausing = Optional.empty();
    private double usdBefore;
    private boolean closed;

    /// What the teacher says of a text.
    public sealed interface Advice {
        /// @param annotation has a value
        record Labelled(Annotation annotation) implements Advice {}

        /// @param why in a few words
        record Unlabelled(String why) implements Advice {}
    }

    /// @param until in nanoseconds of the clock; empty: for good
    private record Pausing(String why, Optional<Long> until) {}

    /// An annotator on a thread of its own.
    private final class Engine {
        private final Annotator annotator;
        private final Thread thread;
        private volatile OptionalDouble usd = OptionalDouble.empty();

        Engine() {
            AnnotateOptions options = workspace.annotate();
            Budget budget = options.budget();
            annotator = Annotator.standing(workspace.task(), workspace.votes(), ask,
                    options.withBudget(new Budget(budget.usd(), budget.tokens(), Optional.empty())),
                    new Surroundings(hosts, AnswerJournal.of(store), RunClock.system(), new SplittableRandom(),
                            funds.money(store)),
                    this::on, TeacherService.this::answered);
            thread = Thread.ofPlatform().name("retort-ask").daemon().unstarted(this::run);
        }

        private void on(AnnotateEvent event) {
            if (event instanceof AnnotateEvent.Progressed(var progress)) {
                usd = progress.usd();
            }
        }

        private void run() {
            try {
                AnnotateSummary summary = annotator.run();
                Optional<String> stopped = summary.teachers().getFirst().stopped();
                ended(summary.halted().or(() -> stopped).orElse("the teacher is asked no more"),
                        summary.halted().isPresent());
            } catch (InterruptedException stopped) {
                ended("interrupted", true);
            } catch (RuntimeException | Error failure) {
                ended(String.valueOf(failure.getMessage()), false);
            }
        }

        private void ended(String why, boolean forGood) {
            TeacherService.this.ended(this, why, forGood);
        }
    }

    private TeacherService(Workspaces.Loaded loaded, HostOpener hosts, Store store, ActivityLock lock, Funds funds,
            Consumer<String> notes, LongSupplier nanos) {
        this.workspace = loaded.workspace();
        this.ask = workspace.studentAsk().withMode(Mode.REQUESTS);
        this.hosts = hosts;
        this.store = store;
        this.lock = lock;
        this.funds = funds;
        this.reader = new VoteReader(workspace.task(), workspace.votes());
        this.idsByText = new HashMap<>();
        if (ask.teacher().host() instanceof HostSettings.Replay) {
            loaded.dataset().examples().forEach(example -> idsByText.putIfAbsent(example.text(), example.id()));
        }
        this.notes = notes;
        this.nanos = nanos;
    }

    /// Takes the workspace for asking; others may run, train or review in it meanwhile.
    ///
    /// @param hosts stays the caller's
    /// @param notes hears, in one line, why the teacher is not asked any further
    /// @throws RunException if the teacher lacks its key or cannot be held to the budget
    public static TeacherService open(Workspaces.Loaded loaded, HostOpener hosts, Consumer<String> notes) {
        return open(loaded, hosts, notes, System::nanoTime);
    }

    static TeacherService open(Workspaces.Loaded loaded, HostOpener hosts, Consumer<String> notes,
            LongSupplier nanos) {
        Workspace workspace = loaded.workspace();
        Ask ask = workspace.studentAsk();
        if (hosts.open(ask.teacher(), workspace.annotate().timeout()) instanceof HostOpener.Opening.Refused(var why)) {
            throw new RunException("teacher '%s': %s".formatted(ask.teacher().name(), why));
        }
        var funds = new Funds(workspace, new Costs(workspace.report(), List.of(), 1));
        funds.obstacle(ask).ifPresent(obstacle -> {
            throw new RunException("teacher '%s': %s".formatted(ask.teacher().name(), obstacle));
        });
        ActivityLock lock = ActivityLock.acquire(workspace.dir(), "ask");
        try {
            Store store = Store.open(workspace.dir().resolve("retort.db"));
            store.saveTeachers(workspace.teachers());
            return new TeacherService(loaded, hosts, store, lock, funds, notes, nanos);
        } catch (RuntimeException | Error failure) {
            lock.close();
            throw failure;
        }
    }

    /// The workspace's name for the teacher.
    public String teacher() {
        return ask.teacher().name();
    }

    /// Never fails; a text that is open already is not asked twice.
    public CompletableFuture<Advice> ask(String text) {
        String id = idsByText.getOrDefault(text, "asked-" + new Fingerprint().add(text).hex().substring(0, 24));
        synchronized (this) {
            CompletableFuture<Advice> known = open.get(id);
            if (known != null) {
                return known.copy();
            }
            Optional<String> refused = refusal();
            if (refused.isPresent()) {
                return CompletableFuture.completedFuture(new Advice.Unlabelled(refused.get()));
            }
            var advice = new CompletableFuture<Advice>();
            open.put(id, advice);
            running().annotator.add(new Example(id, text, Split.TEST, Optional.empty()));
            return advice.copy();
        }
    }

    private Optional<String> refusal() {
        if (closed) {
            return Optional.of("closed");
        }
        pausing = pausing.filter(pause -> pause.until().isEmpty() || nanos.getAsLong() - pause.until().get() < 0);
        return pausing.map(Pausing::why);
    }

    private Engine running() {
        Engine now = engine;
        if (now == null) {
            now = new Engine();
            engine = now;
            now.thread.start();
        }
        return now;
    }

    private void answered(TextAnswers told) {
        Annotation annotation = Settlement.settleBallots(told.exampleId(), told.answers().entrySet().stream()
                .map(vote -> Ballot.of(reader.read(told.exampleId(), vote.getKey(), vote.getValue()), vote.getValue(),
                        workspace.votes()))
                .toList(), workspace.votes());
        CompletableFuture<Advice> waiting;
        synchronized (this) {
            waiting = open.remove(told.exampleId());
        }
        if (waiting != null) {
            waiting.complete(annotation.value().isPresent()
                    ? new Advice.Labelled(annotation)
                    : new Advice.Unlabelled(told.answers().isEmpty()
                            ? "no answer to this text"
                            : "no label in what it answered"));
        }
    }

    private void ended(Engine ended, String why, boolean forGood) {
        List<CompletableFuture<Advice>> waiting;
        boolean tell;
        synchronized (this) {
            engine = null;
            usdBefore += ended.usd.orElse(0);
            tell = !closed;
            pausing = Optional.of(new Pausing(why,
                    forGood ? Optional.empty() : Optional.of(nanos.getAsLong() + PAUSE.toNanos())));
            waiting = List.copyOf(open.values());
            open.clear();
        }
        waiting.forEach(one -> one.complete(new Advice.Unlabelled(why)));
        if (tell) {
            notes.accept("teacher '%s': %s".formatted(teacher(), why));
        }
    }

    /// Dollars for the answers since this was opened; 0 where no price is known.
    public synchronized double usd() {
        Engine now = engine;
        return usdBefore + (now == null ? 0 : now.usd.orElse(0));
    }

    /// Lets requests in flight end for a few seconds; their answers are kept.
    @Override
    public void close() {
        @Nullable
        Engine last;
        synchronized (this) {
            closed = true;
            last = engine;
        }
        if (last != null) {
            last.annotator.stop(GRACE);
            join(last.thread);
        }
        try {
            store.close();
        } finally {
            lock.close();
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
