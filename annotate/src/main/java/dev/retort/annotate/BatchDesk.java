package dev.retort.annotate;

import dev.retort.annotate.OpenBatch.Step;
import dev.retort.hosts.BatchHost;
import dev.retort.hosts.BatchReply;
import dev.retort.hosts.BatchStatus;
import dev.retort.hosts.HostReply;
import dev.retort.hosts.Limits;
import dev.retort.hosts.Trouble;
import dev.retort.store.AnswerRecord;
import dev.retort.store.BatchLine;
import dev.retort.store.BatchRecord;
import dev.retort.store.SendRecord;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.Usage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Asks teachers in batch mode: gathers their requests into files, submits them, looks after them, and takes what comes
/// of them into the journal. Used by the thread that decides; exchanges with hosts go by the courier. The order of
/// journal entries and exchanges is in `docs/decisions.md`.
final class BatchDesk {
    private static final Usage NO_TOKENS = new Usage(0, 0, 0, 0);
    /// Lines of results read between two other things to do.
    private static final int SLICE = 256;
    /// Entries on their way to the disk at once.
    private static final int MOST_UNKEPT = 4096;
    /// By what factor looks get rarer.
    private static final double RARER = 1.5;

    /// What the run does about single requests, batches need too.
    interface Rules {
        /// The host refuses a request.
        void rejected(Attempt attempt, Trouble trouble);

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
    private final BatchLimits limits;
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
    private final Map<Lane, OpenBatch> drafts = new LinkedHashMap<>();
    private final List<OpenBatch> open = new ArrayList<>();
    private final Map<Lane, Deque<Attempt>> again = new HashMap<>();
    private final Map<Lane, Purse.Reservation> blocked = new LinkedHashMap<>();
    private final List<LeftBatch> left = new ArrayList<>();
    private int underWay;
    private int unkept;
    private boolean leaving;

    BatchDesk(List<Lane> lanes, AnnotateOptions options, Surroundings surroundings, Consumer<AnnotateEvent> listener,
            Agenda agenda, Ledger ledger, Purse purse, Backoff backoff, Courier courier, Rules rules) {
        this.lanes = lanes;
        this.options = options;
        this.limits = surroundings.batches();
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
    }

    /// Takes up what earlier processes left at hosts. What a host may still answer is not asked again meanwhile.
    void takeUp() {
        for (BatchRecord record : journal.takeUp()) {
            Optional<Lane> lane = lanes.stream().filter(each -> each.address().equals(record.place()))
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
        lanes.stream().filter(Lane::isBatched).forEach(this::compose);
        List.copyOf(open).forEach(this::step);
    }

    // Composing

    private void compose(Lane lane) {
        if (lane.isStopped()) {
            Optional.ofNullable(drafts.remove(lane)).ifPresent(this::forget);
            queue(lane).forEach(attempt -> attempt.questions().forEach(agenda::release));
            queue(lane).clear();
            return;
        }
        Optional<BatchHost> host = lane.host().batches();
        if (host.isEmpty()) {
            if (!lane.ready().isEmpty()) {
                rules.stop(lane, "mode: batch needs OpenAI's Batch API, which its host is not known to have; "
                        + "write 'mode: requests'");
            }
            return;
        }
        while (!blocked.containsKey(lane) && unkept < MOST_UNKEPT
                && !(queue(lane).isEmpty() && lane.ready().isEmpty())) {
            Attempt attempt = queue(lane).isEmpty() ? lane.takeNext() : queue(lane).removeFirst();
            if (!add(lane, host.get(), attempt)) {
                queue(lane).addFirst(attempt);
            }
        }
        boolean all = queue(lane).isEmpty() && !lane.hasFresh();
        if (drafts.containsKey(lane) && (all || blocked.containsKey(lane))) {
            seal(lane);
        }
    }

    private Deque<Attempt> queue(Lane lane) {
        return again.computeIfAbsent(lane, _ -> new ArrayDeque<>());
    }

    /// @return false if the budget has no room for it
    private boolean add(Lane lane, BatchHost host, Attempt attempt) {
        var line = new BatchLine(attempt.questions().stream().map(Question::key).toList(),
                attempt.question().exampleId(), attempt.number());
        String text = host.write(line.customId(), attempt.request());
        long bytes = text.getBytes(StandardCharsets.UTF_8).length + 1L;
        if (drafts.containsKey(lane) && !drafts.get(lane).fits(bytes, limits)) {
            seal(lane);
        }
        Usage worst = NO_TOKENS;
        if (options.budget().countsRequests()) {
            worst = lane.tariff().worst(attempt);
            var wanted = new Purse.Reservation(lane.tariff().inBatches(), worst);
            if (purse.reserve(wanted).isEmpty()) {
                blocked.put(lane, wanted);
                return false;
            }
        }
        OpenBatch draft = drafts.computeIfAbsent(lane, _ -> begin(lane, host));
        draft.add(text, bytes, attempt);
        draft.worst = draft.worst.plus(worst);
        attempt.questions().forEach(question -> agenda.leaveToBatch(question.key()));
        keep(draft, then -> ledger.line(line, lane.teacher(),
                new SendRecord.InBatch(draft.token, attempt.question().requestJson()), clock.instant(), then), () -> {
                });
        return true;
    }

    private OpenBatch begin(Lane lane, BatchHost host) {
        var record = BatchRecord.prepared(UUID.randomUUID().toString(), lane.teacher(), lane.address(),
                clock.instant());
        var draft = OpenBatch.compose(lane, host, record);
        keep(draft, then -> ledger.when(journal.prepared(record), then), () -> {
        });
        return draft;
    }

    private void seal(Lane lane) {
        OpenBatch draft = Objects.requireNonNull(drafts.remove(lane));
        draft.seal();
        open.add(draft);
    }

    /// Nothing of it has left, or nothing that could cost.
    private void forget(OpenBatch batch) {
        open.remove(batch);
        giveBack(batch);
        batch.dropFiles();
        keep(batch, then -> ledger.when(journal.forgotten(batch.token), then), () -> {
        });
        batch.keys.forEach(agenda::releaseFromBatch);
    }

    private void giveBack(OpenBatch batch) {
        if (options.budget().countsRequests()) {
            purse.release(new Purse.Reservation(batch.lane.tariff().inBatches(), batch.worst));
            freed();
        }
    }

    private void freed() {
        blocked.clear();
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
                    importSome(batch, batch.results.orElseThrow());
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
                batch.failures = 0;
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

    /// Journals one of many entries of a batch.
    private void keep(OpenBatch batch, Consumer<Runnable> entry, Runnable then) {
        batch.unkept++;
        unkept++;
        entry.accept(() -> {
            batch.unkept--;
            unkept--;
            then.run();
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
            case FIND -> lose(batch, trouble.message());
            case LOOK, FETCH -> leaveAll(batch.lane, ("%s; batch %s of %,d requests is not known with this key: set the "
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
                purse.settle(new Purse.Reservation(batch.lane.tariff().inBatches(), batch.worst), Optional.empty());
            }
            batch.dropFiles();
            for (BatchLine line : journal.lines(batch.token)) {
                for (AnswerKey key : line.keys()) {
                    owner(batch, key, line.exampleId())
                            .ifPresentOrElse(attempt -> askAgain(attempt, 1), () -> agenda.releaseFromBatch(key));
                }
            }
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

    private void importSome(OpenBatch batch, BatchResults results) {
        if (!results.hasBegun()) {
            List<BatchLine> lines = journal.lines(batch.token);
            List<AnswerKey> keys = lines.stream().flatMap(line -> line.keys().stream()).toList();
            results.begin(lines, answers.known(keys).answered().keySet());
        }
        for (int i = 0; i < SLICE && unkept < MOST_UNKEPT; i++) {
            Optional<BatchResults.Result> result = results.next(batch.host);
            if (result.isEmpty()) {
                results.missing(inNoFile(batch, results));
                batch.step = Step.END;
                return;
            }
            take(batch, results, result.get());
        }
    }

    private static HostReply inNoFile(OpenBatch batch, BatchResults results) {
        Trouble trouble = results.cutShort()
                ? new Trouble(Trouble.Kind.OVERLOADED, "batch %s ended before this request".formatted(batch.name()))
                : new Trouble(Trouble.Kind.MALFORMED,
                        "batch %s has no result of this request".formatted(batch.name()));
        return new HostReply.TryAgain(trouble, Optional.empty(), Limits.UNKNOWN);
    }

    private void take(OpenBatch batch, BatchResults results, BatchResults.Result result) {
        BatchLine line = result.line();
        if (!(result.reply() instanceof HostReply.Answered answered)) {
            results.unanswered(line, line.keys(), result.reply());
            return;
        }
        batch.lane.trust();
        batch.charged = batch.charged.plus(answered.usage().orElseGet(() -> share(batch)));
        int choices = Math.min(line.keys().size(), answered.choices().size());
        for (int i = 0; i < choices; i++) {
            AnswerKey key = line.keys().get(i);
            var choice = answered.choices().get(i);
            Optional<Usage> usage = i == 0 ? answered.usage() : answered.usage().map(_ -> NO_TOKENS);
            var answer = new Answer(choice.text(), choice.finishReason(), usage, Optional.empty(), clock.instant());
            if (!results.isKnown(key)) {
                keep(batch, then -> ledger.answer(new AnswerRecord(key, line.exampleId(), batch.teacher, answer, "",
                        line.attempt(), Optional.of(batch.token)), then), () -> kept(batch, key, answer));
            }
        }
        if (choices < line.keys().size()) {
            results.unanswered(line, line.keys().subList(choices, line.keys().size()), new HostReply.TryAgain(
                    new Trouble(Trouble.Kind.MALFORMED, "a response of batch %s has %d choices of %d".formatted(
                            batch.name(), choices, line.keys().size())),
                    Optional.empty(), Limits.UNKNOWN));
        }
    }

    /// What one request was reserved, of all.
    private static Usage share(OpenBatch batch) {
        return new Usage(batch.worst.prompt() / Math.max(1, batch.requests), 0,
                batch.worst.completion() / Math.max(1, batch.requests), 0);
    }

    private void kept(OpenBatch batch, AnswerKey key, Answer answer) {
        if (!batch.takenUp) {
            batch.lane.tally().answeredInBatch(answer);
        }
        agenda.settleInBatch(key, answer, batch.takenUp);
    }

    private void finish(OpenBatch batch) {
        open.remove(batch);
        if (options.budget().countsRequests() && !batch.takenUp) {
            var reserved = new Purse.Reservation(batch.lane.tariff().inBatches(), batch.worst);
            if (purse.settle(reserved, Optional.of(batch.charged))) {
                listener.accept(new AnnotateEvent.Overran(batch.teacher, reserved.tokens(),
                        batch.charged.prompt() + batch.charged.completion()));
            }
        }
        batch.results.ifPresent(results -> reopen(batch, results.unanswered()));
        batch.dropFiles();
        freed();
    }

    private void reopen(OpenBatch batch, List<BatchResults.Unanswered> unanswered) {
        Optional<String> stopped = Optional.empty();
        for (BatchResults.Unanswered vote : unanswered) {
            Optional<Attempt> asked = owner(batch, vote.key(), vote.exampleId());
            if (asked.isEmpty()) {
                agenda.releaseFromBatch(vote.key());
                continue;
            }
            Attempt attempt = Attempt.numbered(asked.get().lane(), asked.get().questions(), vote.attempt());
            switch (vote.reply()) {
                case HostReply.Rejected(var trouble) -> rules.rejected(attempt, trouble);
                case HostReply.TryAgain(var trouble, _, _) -> {
                    if (vote.attempt() >= options.attempts()) {
                        rules.gaveUp(attempt, trouble);
                    } else {
                        askAgain(attempt, vote.attempt() + 1);
                    }
                }
                case HostReply.Stopped(var reason) -> {
                    stopped = Optional.of(reason);
                    agenda.releaseFromBatch(vote.key());
                }
                case HostReply.Answered _ -> throw new IllegalStateException("an answer is not unanswered");
            }
        }
        stopped.ifPresent(reason -> rules.stop(batch.lane, reason));
    }

    /// The question that a vote of a batch belongs to, with the teacher that asks it in this run; empty if nobody does.
    private Optional<Attempt> owner(OpenBatch batch, AnswerKey key, String exampleId) {
        Optional<Lane> lane = batch.takenUp
                ? agenda.nextInLine(key).map(Agenda.Waiter::lane)
                : Optional.of(batch.lane);
        return lane.filter(each -> !each.isStopped()).flatMap(each -> each.question(exampleId, key)
                .map(question -> Attempt.first(each, List.of(question))));
    }

    private void askAgain(Attempt attempt, int number) {
        Attempt next = Attempt.numbered(attempt.lane(), attempt.questions(), number);
        if (attempt.lane().isBatched()) {
            queue(attempt.lane()).add(next);
        } else {
            agenda.retry(next, clock.nanos());
        }
    }

    // Leaving

    /// Nothing more is begun. What is submitted stays at its host for a later run.
    void leave() {
        leaving = true;
        List.copyOf(drafts.values()).forEach(this::forget);
        drafts.clear();
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
        drafts.values().forEach(OpenBatch::dropFiles);
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
        return underWay + unkept > 0;
    }

    /// Whether there is nothing left to wait for.
    boolean isIdle() {
        if (unkept > 0) {
            return false;
        }
        return leaving
                ? open.stream().noneMatch(batch -> batch.busy && batch.hostId.isEmpty())
                : open.isEmpty() && drafts.isEmpty() && again.values().stream().allMatch(Deque::isEmpty);
    }

    /// Whether batches hold some of the budget.
    boolean isWorking() {
        return !open.isEmpty() || !drafts.isEmpty();
    }

    /// A request that did not fit into the budget.
    Optional<Purse.Reservation> unaffordable() {
        return blocked.values().stream().findFirst();
    }

    /// Something of the budget was given back elsewhere.
    void unblock() {
        blocked.clear();
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
            case IMPORT -> unkept < MOST_UNKEPT;
            case CREATE, FIND, LOOK, FETCH -> true;
        };
    }
}
