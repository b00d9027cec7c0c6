package dev.retort.annotate;

import dev.retort.hosts.BatchHost;
import dev.retort.store.BatchLine;
import dev.retort.store.BatchRecord;
import dev.retort.store.SendRecord;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// Gathers the requests of teachers in batch mode into files, as many as fit, fresh ones and those to be asked again.
/// Each is journaled, and what it may cost is reserved, before its file leaves. Used by one thread.
final class BatchDrafts {
    /// Who takes what is gathered.
    interface Desk {
        /// A batch is whole and may leave.
        void composed(OpenBatch batch);

        /// A batch is not to leave after all.
        void forget(OpenBatch batch);

        void stop(Lane lane, String reason);
    }

    private final List<Lane> lanes;
    private final AnnotateOptions options;
    private final BatchLimits limits;
    private final RunClock clock;
    private final BatchJournal journal;
    private final Agenda agenda;
    private final Ledger ledger;
    private final Purse purse;
    private final BatchEntries entries;
    private final Desk desk;
    private final Map<Lane, OpenBatch> drafts = new LinkedHashMap<>();
    private final Map<Lane, Deque<Attempt>> again = new HashMap<>();
    private final Map<Lane, Purse.Reservation> blocked = new LinkedHashMap<>();

    BatchDrafts(List<Lane> lanes, AnnotateOptions options, Surroundings surroundings, Agenda agenda, Ledger ledger,
            Purse purse, BatchEntries entries, Desk desk) {
        this.lanes = lanes.stream().filter(Lane::isBatched).toList();
        this.options = options;
        this.limits = surroundings.batches();
        this.clock = surroundings.clock();
        this.journal = surroundings.journal().batches();
        this.agenda = agenda;
        this.ledger = ledger;
        this.purse = purse;
        this.entries = entries;
        this.desk = desk;
    }

    /// Writes what there is to ask.
    void compose() {
        lanes.forEach(this::compose);
    }

    private void compose(Lane lane) {
        if (lane.isStopped()) {
            Optional.ofNullable(drafts.remove(lane)).ifPresent(desk::forget);
            queue(lane).forEach(attempt -> attempt.questions().forEach(agenda::release));
            queue(lane).clear();
            return;
        }
        Optional<BatchHost> host = lane.host().batches();
        if (host.isEmpty()) {
            if (!lane.ready().isEmpty()) {
                desk.stop(lane, "mode: batch needs OpenAI's Batch API, which its host is not known to have; "
                        + "write 'mode: requests'");
            }
            return;
        }
        while (!blocked.containsKey(lane) && entries.hasRoom()
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
        Usage worst = Usage.NONE;
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
        entries.keep(draft, then -> ledger.line(line, lane.teacher(),
                new SendRecord.InBatch(draft.token, attempt.question().requestJson()), clock.instant(), then));
        return true;
    }

    private OpenBatch begin(Lane lane, BatchHost host) {
        var record = BatchRecord.prepared(UUID.randomUUID().toString(), lane.teacher(), lane.address(),
                clock.instant());
        var draft = OpenBatch.compose(lane, host, record);
        entries.keep(draft, then -> ledger.when(journal.prepared(record), then));
        return draft;
    }

    private void seal(Lane lane) {
        OpenBatch draft = Objects.requireNonNull(drafts.remove(lane));
        draft.seal();
        desk.composed(draft);
    }

    /// Puts a request into the next batch of its teacher.
    void askAgain(Attempt attempt) {
        queue(attempt.lane()).add(attempt);
    }

    /// Drops what has not left.
    void drop() {
        List.copyOf(drafts.values()).forEach(desk::forget);
        drafts.clear();
    }

    boolean isEmpty() {
        return drafts.isEmpty() && again.values().stream().allMatch(Deque::isEmpty);
    }

    /// Whether one is being gathered, which holds some of the budget.
    boolean isGathering() {
        return !drafts.isEmpty();
    }

    /// A request that did not fit into the budget.
    Optional<Purse.Reservation> unaffordable() {
        return blocked.values().stream().findFirst();
    }

    /// Something of the budget was given back.
    void unblock() {
        blocked.clear();
    }

    /// Frees what a run that ends still holds.
    void close() {
        drafts.values().forEach(OpenBatch::dropFiles);
    }
}
