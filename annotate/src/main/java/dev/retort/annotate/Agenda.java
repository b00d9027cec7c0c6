package dev.retort.annotate;

import dev.retort.teacher.AnswerKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

    private record Waiter(Lane lane, Question question) {}

    private final List<Lane> lanes;
    private final int mostInFlight;
    private final AnswerJournal journal;
    private final PriorityQueue<Due> retries = new PriorityQueue<>(Comparator.comparingLong(Due::nanos));
    private final Map<AnswerKey, List<Waiter>> claims = new HashMap<>();
    private int turn;

    Agenda(List<Lane> lanes, int mostInFlight, AnswerJournal journal) {
        this.lanes = List.copyOf(lanes);
        this.mostInFlight = mostInFlight;
        this.journal = journal;
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
            List<Waiter> others = claims.get(question.key());
            if (others != null) {
                others.add(new Waiter(lane, question));
            } else if (known.answered().contains(question.key())) {
                lane.tally().reused();
            } else if (known.rejected().contains(question.key())) {
                lane.tally().unanswered(true);
            } else {
                claim(lane, question, new ArrayList<>());
            }
        }
    }

    private void claim(Lane lane, Question question, List<Waiter> others) {
        claims.put(question.key(), others);
        lane.ready().add(question);
    }

    /// What may leave now, if anything.
    Optional<Attempt> next(long now) {
        Due due = retries.peek();
        if (due != null && due.nanos() <= now) {
            retries.remove();
            due.attempt().lane().waits(-1);
            return Optional.of(due.attempt());
        }
        int share = fairShare();
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get((turn + i) % lanes.size());
            // A teacher whose requests keep failing gets no further into its texts.
            if (lane.inFlight() < share && lane.waiting() < 4 * mostInFlight && !lane.ready().isEmpty()) {
                turn = (turn + i + 1) % lanes.size();
                return Optional.of(new Attempt(lane, lane.ready().remove(), 1));
            }
        }
        return Optional.empty();
    }

    /// A slow teacher must not take every place.
    private int fairShare() {
        long active = Math.max(1, lanes.stream().filter(Lane::hasFresh).count());
        return (int) Math.ceilDiv(mostInFlight, active);
    }

    void retry(Attempt attempt, long dueNanos) {
        attempt.lane().waits(1);
        retries.add(new Due(attempt, dueNanos));
    }

    /// When the next repeated request is due.
    OptionalLong nextDue() {
        Due due = retries.peek();
        return due == null ? OptionalLong.empty() : OptionalLong.of(due.nanos());
    }

    int waiting() {
        return retries.size();
    }

    boolean isEmpty() {
        return retries.isEmpty() && lanes.stream().noneMatch(Lane::hasFresh);
    }

    /// Ends a question. What became of it became of those that waited for it, too.
    void settle(Question question, Consumer<Tally> outcome) {
        List<Waiter> others = claims.remove(question.key());
        if (others != null) {
            others.forEach(other -> outcome.accept(other.lane().tally()));
        }
    }

    /// Gives up a question without an outcome; another teacher that waits for it takes it over.
    void release(Question question) {
        List<Waiter> others = claims.remove(question.key());
        if (others == null) {
            return;
        }
        others.removeIf(other -> other.lane().isStopped());
        if (!others.isEmpty()) {
            Waiter heir = others.removeFirst();
            claim(heir.lane(), heir.question(), others);
        }
    }

    /// Asks nothing more of this teacher.
    void stop(Lane lane, String reason) {
        List<Question> dropped = new ArrayList<>(lane.ready());
        lane.stop(reason);
        List<Due> later = retries.stream().filter(due -> due.attempt().lane() == lane).toList();
        retries.removeAll(later);
        lane.waits(-later.size());
        later.forEach(due -> dropped.add(due.attempt().question()));
        dropped.forEach(this::release);
    }
}
