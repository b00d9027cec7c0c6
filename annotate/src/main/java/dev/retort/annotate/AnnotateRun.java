package dev.retort.annotate;

import dev.retort.hosts.HostReply;
import dev.retort.hosts.Trouble;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.Answer;
import dev.retort.teacher.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/// The state of one run of an [Annotator], and its rules. Used by one thread.
final class AnnotateRun {
    /// Answers on their way to the disk at once; beyond, sending waits for the disk.
    private static final int MOST_UNKEPT = 4096;
    /// Between two reports of progress.
    private static final Duration TICK = Duration.ofMillis(200);

    private final List<Lane> lanes;
    private final AnnotateOptions options;
    private final RunClock clock;
    private final Consumer<AnnotateEvent> listener;
    private final BlockingQueue<News> news;
    private final Courier courier;
    private final Agenda agenda;
    private final Ledger ledger;
    private final Backoff backoff;
    private final Rate rate = new Rate();
    private final long start;
    private long nextReport;
    private int inFlight;
    private int unkept;
    private OptionalLong deadline = OptionalLong.empty();

    AnnotateRun(List<Lane> lanes, AnnotateOptions options, Surroundings surroundings,
            Consumer<AnnotateEvent> listener, BlockingQueue<News> news, Courier courier) {
        this.lanes = lanes;
        this.options = options;
        this.clock = surroundings.clock();
        this.listener = listener;
        this.news = news;
        this.courier = courier;
        this.agenda = new Agenda(lanes, options.inFlight(), surroundings.journal());
        this.ledger = new Ledger(surroundings.journal(), news::add);
        this.backoff = new Backoff(options.firstBackoff(), options.longestBackoff(), surroundings.random());
        this.start = clock.nanos();
        this.nextReport = start;
    }

    AnnotateSummary toTheEnd() throws InterruptedException {
        while (true) {
            if (deadline.isEmpty()) {
                agenda.readAhead();
                stopClosed();
                sendWhatMayLeave();
            }
            reportNowAndThen();
            if (isOver()) {
                break;
            }
            var first = clock.next(news, untilSomethingIsDue(), inFlight + unkept > 0);
            var arrived = new ArrayList<News>();
            first.ifPresent(arrived::add);
            news.drainTo(arrived);
            arrived.forEach(this::take);
        }
        report();
        return new AnnotateSummary(lanes.stream().map(Lane::summary).toList(), deadline.isPresent(), elapsed());
    }

    private void sendWhatMayLeave() {
        while (inFlight < options.inFlight() && unkept < MOST_UNKEPT) {
            Optional<Attempt> next = agenda.next(clock.nanos());
            if (next.isEmpty()) {
                return;
            }
            Attempt attempt = next.get();
            inFlight++;
            attempt.lane().left(attempt.number());
            if (attempt.lane().host().charges()) {
                ledger.send(attempt, clock.instant());
            } else {
                courier.carry(attempt);
            }
        }
    }

    /// Stops teachers whose host could not be opened, once there is something to ask them.
    private void stopClosed() {
        for (Lane lane : lanes) {
            if (lane.host() instanceof ClosedHost(var reason) && !lane.ready().isEmpty()) {
                stop(lane, reason);
            }
        }
    }

    private boolean isOver() {
        if (deadline.isPresent()) {
            return unkept == 0 && (inFlight == 0 || clock.nanos() >= deadline.getAsLong());
        }
        return unkept == 0 && inFlight == 0 && agenda.isEmpty();
    }

    private Duration untilSomethingIsDue() {
        if (deadline.isEmpty() && agenda.needsTexts()) {
            return Duration.ZERO;
        }
        long now = clock.nanos();
        long due = nextReport;
        if (deadline.isPresent()) {
            due = Math.min(due, deadline.getAsLong() > now ? deadline.getAsLong() : due);
        } else if (agenda.nextDue().isPresent() && inFlight < options.inFlight()) {
            due = Math.min(due, agenda.nextDue().getAsLong());
        }
        return Duration.ofNanos(Math.max(0, due - now));
    }

    private void take(News item) {
        switch (item) {
            case News.MayLeave(var attempt) -> courier.carry(attempt);
            case News.Replied(var attempt, var reply) -> {
                cameBack(attempt);
                replied(attempt, reply);
            }
            case News.BrokenOff(var attempt) -> {
                cameBack(attempt);
                agenda.release(attempt.question());
            }
            case News.AnswerKept(var attempt, var answer) -> {
                unkept--;
                attempt.lane().tally().answered(answer);
                agenda.settle(attempt.question(), Tally::reused);
                listener.accept(new AnnotateEvent.Answered(attempt.question(), answer));
            }
            case News.TroubleKept(var attempt, var trouble, var forGood) -> {
                unkept--;
                attempt.lane().tally().unanswered(forGood);
                agenda.settle(attempt.question(), tally -> tally.unanswered(forGood));
                listener.accept(new AnnotateEvent.Unanswered(attempt.question(), trouble, attempt.number(), forGood));
            }
            case News.Failed(var cause) -> fail(cause);
            case News.StopAsked(var grace) -> deadline = OptionalLong.of(clock.nanos() + grace.toNanos());
        }
    }

    private void cameBack(Attempt attempt) {
        inFlight--;
        attempt.lane().cameBack();
    }

    private void replied(Attempt attempt, HostReply reply) {
        Lane lane = attempt.lane();
        switch (reply) {
            case HostReply.Answered answered -> {
                lane.hear();
                lane.trust();
                var choice = answered.choices().getFirst();
                unkept++;
                ledger.answer(attempt, new Answer(choice.text(), choice.finishReason(), answered.usage(),
                        answered.latency(), clock.instant()));
            }
            case HostReply.TryAgain(var trouble, var pause, var _) -> failed(attempt, trouble, pause);
            case HostReply.Rejected(var trouble) -> {
                lane.hear();
                // Until a teacher has answered, its refusals prove nothing about the texts.
                boolean forGood = lane.trusted() && trouble.kind() == Trouble.Kind.REJECTED;
                end(attempt, trouble, forGood);
                if (!lane.trusted() && lane.refuse() >= Annotator.REFUSED) {
                    stop(lane, "the first %d requests were all refused: %s".formatted(Annotator.REFUSED,
                            trouble.message()));
                }
            }
            case HostReply.Stopped(var reason) -> {
                stop(lane, reason);
                agenda.release(attempt.question());
            }
        }
    }

    private void failed(Attempt attempt, Trouble trouble, Optional<Duration> asked) {
        Lane lane = attempt.lane();
        boolean absent = trouble.kind() == Trouble.Kind.UNREACHABLE && !lane.heard();
        if (trouble.kind() != Trouble.Kind.UNREACHABLE) {
            lane.hear();
        }
        if (lane.isStopped() || deadline.isPresent()) {
            agenda.release(attempt.question());
        } else if (attempt.number() >= options.attempts()
                || (absent && attempt.number() >= Annotator.UNREACHABLE)) {
            end(attempt, trouble, false);
            if (!lane.trusted()) {
                stop(lane, "%s; gave up after %d attempts without any answer".formatted(trouble.message(),
                        attempt.number()));
            }
        } else {
            Duration pause = backoff.pause(attempt.number(), asked);
            agenda.retry(attempt.next(), clock.nanos() + pause.toNanos());
            listener.accept(new AnnotateEvent.Retrying(attempt.question(), trouble, attempt.number(), pause));
        }
    }

    private void end(Attempt attempt, Trouble trouble, boolean forGood) {
        unkept++;
        ledger.trouble(attempt, trouble, forGood, clock.instant());
    }

    private void stop(Lane lane, String reason) {
        if (!lane.isStopped()) {
            agenda.stop(lane, reason);
            listener.accept(new AnnotateEvent.TeacherStopped(lane.teacher(), reason));
        }
    }

    private static void fail(Throwable cause) {
        Throwable first = cause instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : cause;
        switch (first) {
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> throw new IllegalStateException("asking teachers failed", first);
        }
    }

    private void reportNowAndThen() {
        if (clock.nanos() >= nextReport) {
            report();
        }
    }

    private void report() {
        long now = clock.nanos();
        nextReport = now + TICK.toNanos();
        long total = 0;
        long answered = 0;
        long reused = 0;
        long unanswered = 0;
        long retries = 0;
        var usage = new Usage(0, 0, 0, 0);
        for (Lane lane : lanes) {
            Tally tally = lane.tally();
            total += lane.wanted();
            answered += tally.answered();
            reused += tally.reusedSoFar();
            unanswered += tally.unanswered();
            retries += tally.retries();
            usage = usage.plus(tally.usage());
        }
        listener.accept(new AnnotateEvent.Progressed(new Progress(total, answered, reused, unanswered, inFlight,
                agenda.waiting(), retries, usage, rate.sample(now, answered), elapsed())));
    }

    private Duration elapsed() {
        return Duration.ofNanos(clock.nanos() - start);
    }
}
