package dev.retort.annotate;

import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;

/// What to send next: repeated requests when they are due, otherwise fresh ones of the teachers in turn. Texts are read
/// as they are needed. Used by one thread.
///
/// Questions with the same key (the same text twice, two teachers who share requests) are asked once: the first one
/// claims the key until its answer is durable, the others wait for it.
final class Agenda {
    /// Texts to read at a time.
    private static final int CHUNK = 64;

    private record Due(Attempt attempt, long nanos) {}

    /// @param question left out while a batch has the key, of which there may be very many
    record Waiter(Lane lane, String exampleId, Optional<Question> question) {
        static Waiter of(Lane lane, Question question, boolean light) {
            return new Waiter(lane, question.exampleId(), light ? Optional.empty() : Optional.of(question));
        }
    }

    /// Who asks for a key: somebody, or a batch that will bring the answer.
    private static final class Claim {
        private final List<Waiter> others;
        private boolean inBatch;

        Claim(List<Waiter> others) {
            this.others = others;
        }
    }

    private final List<Lane> lanes;
    private final int mostInFlight;
    private final AnswerJournal journal;
    private final Map<Account, PriorityQueue<Due>> retries = new LinkedHashMap<>();
    private final Map<AnswerKey, Claim> claims = new HashMap<>();
    private int turn;

    Agenda(List<Lane> lanes, int mostInFlight, AnswerJournal journal) {
        this.lanes = List.copyOf(lanes);
        this.mostInFlight = mostInFlight;
        this.journal = journal;
        this.lanes.forEach(lane -> retries.computeIfAbsent(lane.account(),
                _ -> new PriorityQueue<>(Comparator.comparingLong(Due::nanos))));
    }

    /// Reads some texts for each teacher that has no question ready. What the journal knows is counted at once.
    void readAhead() {
        lanes.stream().filter(Lane::needsTexts).forEach(this::readAhead);
    }

    boolean needsTexts() {
        return lanes.stream().anyMatch(Lane::needsTexts);
    }

    private void readAhead(Lane lane) {
        List<Question> read = lane.read(CHUNK);
        Set<AnswerKey> keys = new LinkedHashSet<>();
        read.forEach(question -> keys.add(question.key()));
        keys.removeAll(claims.keySet());
        var known = journal.known(keys);
        for (Question question : read) {
            Answer answer = known.answered().get(question.key());
            if (claims.containsKey(question.key())) {
                askUnlessHeldBack(lane, question);
            } else if (answer != null) {
                lane.tally().reused();
                lane.settle(question, Optional.of(answer));
            } else if (known.rejected().contains(question.key())) {
                lane.tally().unanswered(true);
                lane.settle(question, Optional.empty());
            } else {
                askUnlessHeldBack(lane, question);
            }
        }
        lane.openAll().forEach(question -> ask(lane, question));
    }

    private void askUnlessHeldBack(Lane lane, Question question) {
        if (!lane.holdsBack(question)) {
            ask(lane, question);
        }
    }

    private void ask(Lane lane, Question question) {
        Claim claim = claims.get(question.key());
        if (claim != null) {
            claim.others.add(Waiter.of(lane, question, claim.inBatch && !lane.countsVotes()));
        } else {
            claim(lane, question, new ArrayList<>());
        }
    }

    private void claim(Lane lane, Question question, List<Waiter> others) {
        claims.put(question.key(), new Claim(others));
        lane.ready().add(question);
    }

    /// What may leave now, if anything.
    Optional<Attempt> next(long now) {
        for (var account : retries.entrySet()) {
            Due due = account.getValue().peek();
            if (due != null && due.nanos() <= now && account.getKey().opensAt(due.attempt().tokens(), now) <= now) {
                account.getValue().remove();
                due.attempt().lane().waits(-1);
                return Optional.of(due.attempt());
            }
        }
        int share = fairShare();
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get((turn + i) % lanes.size());
            if (mayAskFresh(lane, share) && lane.account().opensAt(lane.nextTokens(), now) <= now) {
                turn = (turn + i + 1) % lanes.size();
                return Optional.of(lane.takeNext());
            }
        }
        return Optional.empty();
    }

    /// A teacher whose requests keep failing gets no further into its texts.
    private boolean mayAskFresh(Lane lane, int share) {
        return !lane.isBatched() && lane.inFlight() < share && lane.waiting() < 4 * mostInFlight
                && !lane.ready().isEmpty();
    }

    /// A slow teacher must not take every place.
    private int fairShare() {
        long active = Math.max(1, lanes.stream().filter(lane -> lane.hasFresh() && !lane.isBatched()).count());
        return (int) Math.ceilDiv(mostInFlight, active);
    }

    void retry(Attempt attempt, long dueNanos) {
        attempt.lane().waits(1);
        queue(attempt.lane()).add(new Due(attempt, dueNanos));
    }

    private PriorityQueue<Due> queue(Lane lane) {
        return Objects.requireNonNull(retries.get(lane.account()));
    }

    /// When something may leave without anything coming back before.
    OptionalLong nextDue(long now) {
        long earliest = Long.MAX_VALUE;
        for (var account : retries.entrySet()) {
            Due due = account.getValue().peek();
            if (due != null) {
                long opens = account.getKey().opensAt(due.attempt().tokens(), now);
                earliest = Math.min(earliest, Math.max(due.nanos(), opens));
            }
        }
        int share = fairShare();
        for (Lane lane : lanes) {
            if (mayAskFresh(lane, share)) {
                earliest = Math.min(earliest, lane.account().opensAt(lane.nextTokens(), now));
            }
        }
        return earliest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(earliest);
    }

    int waiting() {
        return retries.values().stream().mapToInt(PriorityQueue::size).sum();
    }

    boolean isEmpty() {
        return waiting() == 0 && lanes.stream().noneMatch(Lane::hasFresh);
    }

    /// Ends a question. What became of it became of those that waited for it, too.
    ///
    /// @param answer empty if there will be none
    void settle(Lane lane, Question question, Optional<Answer> answer, Consumer<Tally> outcome) {
        settle(lane, question, answer);
        settleWaiters(question.key(), answer, outcome);
    }

    private void settleWaiters(AnswerKey key, Optional<Answer> answer, Consumer<Tally> outcome) {
        Claim claim = claims.remove(key);
        if (claim != null) {
            claim.others.forEach(other -> {
                outcome.accept(other.lane().tally());
                other.question().ifPresent(question -> settle(other.lane(), question, answer));
            });
        }
    }

    /// Leaves a key to a batch, of this run or taken up.
    void leaveToBatch(AnswerKey key) {
        claims.computeIfAbsent(key, _ -> new Claim(new ArrayList<>())).inBatch = true;
    }

    /// Takes whoever waited first for a key of a batch that nobody in this run asked for.
    Optional<Waiter> nextInLine(AnswerKey key) {
        Claim claim = claims.get(key);
        return claim == null || claim.others.isEmpty() ? Optional.empty() : Optional.of(claim.others.removeFirst());
    }

    /// A batch has brought an answer, which is durable.
    ///
    /// @param takenUp whether nobody in this run asked for it, so that it counts for whoever waited first
    void settleInBatch(AnswerKey key, Answer answer, boolean takenUp) {
        var first = new boolean[]{takenUp};
        settleWaiters(key, Optional.of(answer), tally -> {
            if (first[0]) {
                tally.answeredInBatch(answer);
            } else {
                tally.reused();
            }
            first[0] = false;
        });
    }

    /// A batch has a key no longer and whoever asked for it does not want it back; the next in line may.
    void releaseFromBatch(AnswerKey key) {
        Claim claim = claims.remove(key);
        if (claim != null) {
            inherit(key, claim.others);
        }
    }

    private static void settle(Lane lane, Question question, Optional<Answer> answer) {
        if (!lane.isStopped()) {
            lane.settle(question, answer);
            lane.goOn(question);
        }
    }

    /// Gives up a question without an outcome; another teacher that waits for it takes it over.
    void release(Question question) {
        releaseFromBatch(question.key());
    }

    private void inherit(AnswerKey key, List<Waiter> others) {
        others.removeIf(other -> other.lane().isStopped());
        while (!others.isEmpty()) {
            Waiter heir = others.removeFirst();
            Optional<Question> question = heir.question().or(() -> heir.lane().question(heir.exampleId(), key));
            if (question.isPresent()) {
                claim(heir.lane(), question.get(), others);
                return;
            }
        }
    }

    /// Asks nothing more of this teacher.
    void stop(Lane lane, String reason) {
        List<Question> dropped = new ArrayList<>(lane.ready());
        lane.stop(reason);
        List<Due> later = queue(lane).stream().filter(due -> due.attempt().lane() == lane).toList();
        queue(lane).removeAll(later);
        lane.waits(-later.size());
        later.forEach(due -> dropped.addAll(due.attempt().questions()));
        dropped.forEach(this::release);
    }
}
