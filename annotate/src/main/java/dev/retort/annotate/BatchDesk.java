package dev.retort.annotate;

import dev.retort.annotate.OpenBatch.Step;
import dev.retort.hosts.BatchHost;
import dev.retort.hosts.BatchReply;
import dev.retort.hosts.BatchStatus;
import dev.retort.hosts.Trouble;
import dev.retort.store.BatchRecord;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.AnswerKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Asks teachers in batch mode: gathers their requests into files, submits them, looks after them, and takes what comes
/// of them into the journal. Used by the thread that decides; exchanges with hosts go by the courier. The order of
/// journal entries and exchanges is in `docs/decisions.md`.
final class BatchDesk implements BatchDrafts.Desk {
    /// By what factor looks get rarer.
    private static final double RARER = 1.5;

    /// What the run does about single requests, batches need too.
    interface Rules {
        /// The host refuses a request.
        void rejected(Attempt attempt, Trouble trouble);

        /// A request will be sent again.
        ///
        /// @param attempt the one that failed
        void retrying(Attempt attempt, Trouble trouble, Duration pause);

        /// A request has used up its attempts.
        void gaveUp(Attempt attempt, Trouble trouble);

        void stop(Lane lane, String reason);

        /// Some of the budget was given back.
        void freed();
    }

    private interface Exchange<T> {
        BatchReply<T> make() throws InterruptedException;
    }

    private final List<Lane> lanes;
    private final AnnotateOptions options;
    private final RunClock clock;
    private final AnswerJournal answers;
    private final BatchJournal journal;
    private final Consumer<AnnotateEvent> listener;
    private final Agenda agenda;
    private final Ledger ledger;
    private final Purse purse;
    private final Backoff backoff;
    private final Courier courier;
    private final Rules rules;
    private final BatchEntries entries = new BatchEntries();
    private final BatchDrafts drafts;
    private final BatchIntake intake;
    private final List<OpenBatch> open = new ArrayList<>();
    private final List<LeftBatch> left = new ArrayList<>();
    private int underWay;
    private boolean leaving;

    BatchDesk(List<Lane> lanes, AnnotateOptions options, Surroundings surroundings, Consumer<AnnotateEvent> listener,
            Agenda agenda, Ledger ledger, Purse purse, Backoff backoff, Courier courier, Rules rules) {
        this.lanes = lanes;
        this.options = options;
        this.clock = surroundings.clock();
        this.answers = surroundings.journal();
        this.journal = surroundings.journal().batches();
        this.listener = listener;
        this.agenda = agenda;
        this.ledger = ledger;
        this.purse = purse;
        this.backoff = backoff;
        this.courier = courier;
        this.rules = rules;
        this.drafts = new BatchDrafts(lanes, options, surroundings, agenda, ledger, purse, entries, this);
        this.intake = new BatchIntake(options, surroundings, agenda, ledger, entries, drafts, rules);
    }

    /// Takes up what earlier processes left at hosts. What a host may still answer is not asked again meanwhile.
    void takeUp() {
        for (BatchRecord record : journal.takeUp()) {
            Optional<Lane> lane = lanes.stream().filter(each -> each.address().equals(record.place()))
                    .filter(each -> each.host().batches().isPresent() || each.host() instanceof ClosedHost)
                    .min(Comparator.comparing(each -> !each.teacher().equals(record.teacher())));
            Optional<BatchHost> host = lane.flatMap(each -> each.host().batches());
            if (lane.isPresent() && host.isPresent()) {
                open.add(OpenBatch.takeUp(lane.get(), host.get(), record));
                leaveToBatch(record.token());
            } else {
                left.add(new LeftBatch(record.teacher(), record.hostId().orElse(record.token()), record.requests()));
                if (lane.isPresent() && lane.get().host() instanceof ClosedHost(var reason)) {
                    rules.stop(lane.get(), reason);
                }
            }
        }
    }

    private void leaveToBatch(String token) {
        List<AnswerKey> keys = journal.lines(token).stream().flatMap(line -> line.keys().stream()).toList();
        var answered = answers.known(keys).answered().keySet();
        keys.stream().filter(key -> !answered.contains(key)).forEach(agenda::leaveToBatch);
    }

    /// Does what can be done now.
    void work() {
        if (leaving) {
            return;
        }
        drafts.compose();
        List.copyOf(open).forEach(this::step);
    }

    @Override
    public void composed(OpenBatch batch) {
        open.add(batch);
    }

    @Override
    public void stop(Lane lane, String reason) {
        rules.stop(lane, reason);
    }

    /// Nothing of it has left, or nothing that could cost.
    @Override
    public void forget(OpenBatch batch) {
        open.remove(batch);
        giveBack(batch);
        batch.dropFiles();
        entries.keep(batch, then -> ledger.when(journal.forgotten(batch.token), then));
        batch.keys.forEach(agenda::releaseFromBatch);
    }

    private void giveBack(OpenBatch batch) {
        if (options.budget().countsRequests()) {
            purse.release(batch.reservation());
            freed();
        }
    }

    private void freed() {
        drafts.unblock();
        rules.freed();
    }

    // One step after the other

    private void step(OpenBatch batch) {
        if (batch.busy || clock.nanos() < batch.due || !open.contains(batch)) {
            return;
        }
        switch (batch.step) {
            case COMPOSE -> {
            }
            case UPLOAD -> {
                if (batch.lane.isStopped()) {
                    forget(batch);
                } else if (batch.unkept == 0) {
                    Path input = batch.input();
                    exchange(batch, () -> batch.host.upload(input), file -> uploaded(batch, file));
                }
            }
            case CREATE -> {
                String input = batch.inputFile.orElseThrow();
                exchange(batch, () -> batch.host.create(input, batch.token), status -> created(batch, status));
            }
            case FIND -> exchange(batch, () -> batch.host.find(batch.token, batch.preparedAt),
                    status -> found(batch, status));
            case LOOK -> {
                String id = batch.hostId.orElseThrow();
                exchange(batch, () -> batch.host.look(id), status -> looked(batch, status));
            }
            case FETCH -> fetch(batch, batch.results.orElseThrow());
            case IMPORT -> {
                // Whoever wants the answers of an earlier run should be known before they count.
                if (!batch.takenUp || !agenda.needsTexts()) {
                    batch.step = intake.importSome(batch, batch.results.orElseThrow()) ? Step.END : Step.IMPORT;
                }
            }
            case END -> {
                if (batch.unkept == 0) {
                    String word = batch.status.map(BatchStatus::word).orElse("");
                    record(batch, journal.finished(batch.token, word, clock.instant()), () -> finish(batch));
                }
            }
        }
    }

    private <T> void exchange(OpenBatch batch, Exchange<T> exchange, Consumer<T> then) {
        batch.busy = true;
        underWay++;
        courier.carry(() -> {
            BatchReply<T> reply = exchange.make();
            return new News.Told(() -> came(batch, reply, then));
        }, new News.Told(() -> {
            batch.busy = false;
            underWay--;
        }));
    }

    private <T> void came(OpenBatch batch, BatchReply<T> reply, Consumer<T> then) {
        batch.busy = false;
        underWay--;
        switch (reply) {
            case BatchReply.Done<T>(var value) -> {
                // Looking for what could not be created does not make its creation succeed.
                if (batch.step != Step.FIND) {
                    batch.failures = 0;
                }
                batch.lane.hear();
                then.accept(value);
            }
            case BatchReply.TryAgain<T>(var trouble, var pause) -> failed(batch, trouble, pause);
            case BatchReply.Missing<T>(var trouble) -> missing(batch, trouble);
            case BatchReply.Stopped<T>(var reason) -> refused(batch, reason);
        }
        if (batch.leaving && !batch.busy) {
            leave(batch);
        }
    }

    /// Journals something about a batch, which waits for it.
    private void record(OpenBatch batch, CompletableFuture<?> entry, Runnable then) {
        batch.busy = true;
        underWay++;
        ledger.when(entry, () -> {
            batch.busy = false;
            underWay--;
            then.run();
            if (batch.leaving && open.contains(batch)) {
                leave(batch);
            }
        });
    }

    private void uploaded(OpenBatch batch, String file) {
        if (leaving || batch.leaving || batch.lane.isStopped()) {
            forget(batch);
            return;
        }
        batch.inputFile = Optional.of(file);
        record(batch, journal.uploaded(batch.token, file), () -> batch.step = Step.CREATE);
    }

    private void created(OpenBatch batch, BatchStatus status) {
        batch.hostId = Optional.of(status.id());
        record(batch, journal.submitted(batch.token, status.id(), clock.instant()), () -> {
            batch.step = Step.LOOK;
            batch.due = clock.nanos() + pauseBeforeLook(batch);
            batch.dropInput();
            batch.keys.clear();
            if (!batch.takenUp) {
                batch.lane.tally().sent(batch.requests, batch.repeated);
            }
            moved(batch, status);
        });
    }

    private void found(OpenBatch batch, Optional<BatchStatus> status) {
        if (status.isPresent()) {
            created(batch, status.get());
        } else if (batch.takenUp) {
            lose(batch, "the host has no such batch");
        } else {
            batch.step = Step.CREATE;
        }
    }

    private void looked(OpenBatch batch, BatchStatus status) {
        moved(batch, status);
        switch (status.state()) {
            case RUNNING -> batch.due = clock.nanos() + pauseBeforeLook(batch);
            case COMPLETED, CUT_SHORT -> {
                var files = new ArrayList<String>();
                status.outputFile().ifPresent(files::add);
                status.errorFile().ifPresent(files::add);
                batch.results = Optional.of(new BatchResults(files, status.state() == BatchStatus.State.CUT_SHORT));
                batch.step = Step.FETCH;
            }
            case FAILED -> refusedAsAWhole(batch, "batch %s of %,d requests was not taken by the host: %s"
                    .formatted(batch.name(), batch.requests,
                            status.reason().isEmpty() ? "it gives no reason" : status.reason()));
        }
    }

    private void moved(OpenBatch batch, BatchStatus status) {
        BatchProgress before = batch.progress();
        batch.status = Optional.of(status);
        if (!batch.progress().equals(before)) {
            listener.accept(new AnnotateEvent.BatchMoved(batch.progress()));
        }
    }

    private long pauseBeforeLook(OpenBatch batch) {
        Duration next = batch.untilLook.isZero()
                ? options.firstBackoff()
                : Duration.ofNanos((long) ((double) batch.untilLook.toNanos() * RARER));
        batch.untilLook = next.compareTo(options.longestBackoff()) < 0 ? next : options.longestBackoff();
        return batch.untilLook.toNanos();
    }

    // When something fails

    private void failed(OpenBatch batch, Trouble trouble, Optional<Duration> asked) {
        long now = clock.nanos();
        if (batch.failures == 0) {
            batch.firstFailure = now;
        }
        batch.failures++;
        Duration pause = backoff.pause(batch.failures, asked);
        batch.due = now + pause.toNanos();
        if (batch.step == Step.CREATE) {
            batch.step = Step.FIND;
        }
        boolean free = batch.step == Step.LOOK || batch.step == Step.FETCH;
        boolean tooOld = batch.due - batch.firstFailure > options.retryFor().toNanos();
        if (tooOld || (!free && batch.failures >= options.attempts())) {
            leaveAll(batch.lane, "%s; gave up after %d attempts%s".formatted(trouble.message(), batch.failures,
                    batch.step == Step.UPLOAD ? "" : "; batch %s may go on at the host".formatted(batch.name())));
        }
    }

    private void missing(OpenBatch batch, Trouble trouble) {
        switch (batch.step) {
            case FIND -> {
                // One of this run would only be refused again; whether there are two of it matters to the bill.
                if (batch.takenUp) {
                    lose(batch, trouble.message());
                } else {
                    leaveAll(batch.lane, trouble.message() + "; whether batch %s was created is not known"
                            .formatted(batch.token));
                }
            }
            case LOOK,
                    FETCH ->
                leaveAll(batch.lane, ("%s; batch %s of %,d requests is not known with this key: set the "
                        + "key it was submitted with, or give it up with 'retort annotate --give-up-batches'")
                        .formatted(trouble.message(), batch.name(), batch.requests));
            case UPLOAD, CREATE, COMPOSE, IMPORT, END -> refused(batch,
                    trouble.message() + "; this host seems to have no Batch API, write 'mode: requests'");
        }
    }

    private void refused(OpenBatch batch, String reason) {
        switch (batch.step) {
            case UPLOAD -> {
                rules.stop(batch.lane, reason);
                forget(batch);
            }
            case CREATE -> refusedAsAWhole(batch, reason);
            case FIND, LOOK, FETCH, COMPOSE, IMPORT, END -> leaveAll(batch.lane, reason);
        }
    }

    /// Nothing of it was done, and nothing charged.
    private void refusedAsAWhole(OpenBatch batch, String reason) {
        record(batch, journal.finished(batch.token, "failed", clock.instant()), () -> {
            open.remove(batch);
            giveBack(batch);
            batch.dropFiles();
            rules.stop(batch.lane, reason);
            journal.lines(batch.token).forEach(line -> line.keys().forEach(agenda::releaseFromBatch));
        });
    }

    /// What the host did of it will never be known: its sends stay without an outcome, and its requests are new ones.
    private void lose(OpenBatch batch, String why) {
        record(batch, journal.lost(batch.token, why, clock.instant()), () -> {
            open.remove(batch);
            if (options.budget().countsRequests() && !batch.takenUp) {
                purse.settle(batch.reservation(), Optional.empty());
            }
            batch.dropFiles();
            intake.askAnew(batch);
        });
    }

    // Results

    private void fetch(OpenBatch batch, BatchResults results) {
        Optional<String> file = results.nextToFetch();
        if (file.isEmpty()) {
            batch.step = Step.IMPORT;
        } else {
            Path room = results.room();
            exchange(batch, () -> batch.host.fetch(file.get(), room), _ -> results.fetched(room));
        }
    }

    private void finish(OpenBatch batch) {
        open.remove(batch);
        if (options.budget().countsRequests() && !batch.takenUp) {
            Purse.Reservation reserved = batch.reservation();
            if (purse.settle(reserved, Optional.of(batch.charged))) {
                listener.accept(new AnnotateEvent.Overran(batch.teacher, reserved.tokens(),
                        batch.charged.prompt() + batch.charged.completion()));
            }
        }
        batch.results.ifPresent(results -> intake.reopen(batch, results.unanswered()));
        batch.dropFiles();
        freed();
    }

    // Leaving

    /// Nothing more is begun. What is submitted stays at its host for a later run.
    void leave() {
        leaving = true;
        drafts.drop();
        List.copyOf(open).stream().filter(batch -> batch.step == Step.UPLOAD && !batch.busy).forEach(this::forget);
    }

    /// Stops a teacher whose host cannot be talked to, and leaves its batches to a later run.
    private void leaveAll(Lane lane, String reason) {
        rules.stop(lane, reason);
        for (OpenBatch batch : List.copyOf(open)) {
            if (batch.lane == lane && batch.busy) {
                batch.leaving = true;
            } else if (batch.lane == lane) {
                leave(batch);
            }
        }
    }

    private void leave(OpenBatch batch) {
        if (!open.contains(batch)) {
            return;
        }
        if (batch.step == Step.UPLOAD) {
            forget(batch);
        } else {
            open.remove(batch);
            batch.dropFiles();
            left.add(leftBatch(batch));
        }
    }

    private static LeftBatch leftBatch(OpenBatch batch) {
        return new LeftBatch(batch.teacher, batch.name(), batch.requests);
    }

    /// Frees what a run that ends still holds.
    void close() {
        drafts.close();
        open.forEach(OpenBatch::dropFiles);
    }

    // What the run must know

    /// Those that go on at hosts.
    List<LeftBatch> left() {
        var all = new ArrayList<>(left);
        open.stream().filter(batch -> batch.step != Step.UPLOAD).forEach(batch -> all.add(leftBatch(batch)));
        return all;
    }

    List<BatchProgress> progress() {
        return open.stream().map(OpenBatch::progress).toList();
    }

    /// Whether something under way will be told of.
    boolean isExpecting() {
        return underWay > 0 || !entries.isEmpty();
    }

    /// Whether there is nothing left to wait for.
    boolean isIdle() {
        if (!entries.isEmpty()) {
            return false;
        }
        return leaving
                ? open.stream().noneMatch(batch -> batch.busy && batch.hostId.isEmpty())
                : open.isEmpty() && drafts.isEmpty();
    }

    /// Whether batches hold some of the budget.
    boolean isWorking() {
        return !open.isEmpty() || drafts.isGathering();
    }

    /// A request that did not fit into the budget.
    Optional<Purse.Reservation> unaffordable() {
        return drafts.unaffordable();
    }

    /// Something of the budget was given back elsewhere.
    void unblock() {
        drafts.unblock();
    }

    /// When there is something to do without anything coming back before.
    OptionalLong nextDue() {
        if (leaving) {
            return OptionalLong.empty();
        }
        return open.stream().filter(batch -> !batch.busy && isReady(batch)).mapToLong(batch -> batch.due).min();
    }

    /// Whether its next step waits for nothing but time.
    private boolean isReady(OpenBatch batch) {
        return switch (batch.step) {
            case COMPOSE -> false;
            case UPLOAD, END -> batch.unkept == 0;
            case IMPORT -> entries.hasRoom();
            case CREATE, FIND, LOOK, FETCH -> true;
        };
    }
}
