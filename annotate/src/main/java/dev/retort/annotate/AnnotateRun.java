package dev.retort.annotate;

import dev.retort.hosts.HostReply;
import dev.retort.hosts.Limits;
import dev.retort.hosts.Trouble;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

/// The state of one run of an [Annotator], and its rules. Used by one thread.
final class AnnotateRun implements BatchDesk.Rules {
    /// Answers on their way to the disk at once; beyond, sending waits for the disk.
    private static final int MOST_UNKEPT = 4096;
    /// Between two reports of progress.
    private static final Duration TICK = Duration.ofMillis(200);
    /// While only a text can bring something to do.
    private static final Duration IDLE = Duration.ofHours(1);

    private final List<Lane> lanes;
    private final AnnotateOptions options;
    private final RunClock clock;
    private final Consumer<AnnotateEvent> listener;
    private final BlockingQueue<News> news;
    private final Courier courier;
    private final Agenda agenda;
    private final Ledger ledger;
    private final Backoff backoff;
    private final Purse purse;
    private final BatchDesk desk;
    /// Whether texts may still come when there is nothing left to ask.
    private final boolean standing;
    private final Set<Lane> overran = new HashSet<>();
    private final Rate rate = new Rate();
    private final long start;
    private long nextReport;
    private int inFlight;
    private int unkept;
    private OptionalLong deadline = OptionalLong.empty();
    /// A request that did not fit into the budget, until something in flight is settled.
    private Optional<Purse.Reservation> unaffordable = Optional.empty();
    private Optional<String> halted = Optional.empty();

    AnnotateRun(List<Lane> lanes, AnnotateOptions options, Surroundings surroundings,
            Consumer<AnnotateEvent> listener, BlockingQueue<News> news, Courier courier, boolean standing) {
        this.lanes = lanes;
        this.options = options;
        this.clock = surroundings.clock();
        this.listener = listener;
        this.news = news;
        this.courier = courier;
        this.standing = standing;
        this.agenda = new Agenda(lanes, options.inFlight(), surroundings.journal());
        this.ledger = new Ledger(surroundings.journal(), news::add);
        this.backoff = new Backoff(options.firstBackoff(), options.longestBackoff(), surroundings.random());
        this.purse = new Purse(options.budget(), surroundings.money());
        this.desk = new BatchDesk(lanes, options, surroundings, listener, agenda, ledger, purse, backoff, courier,
                this);
        this.start = clock.nanos();
        this.nextReport = start;
    }

    AnnotateSummary toTheEnd() throws InterruptedException {
        try {
            return run();
        } finally {
            desk.close();
        }
    }

    private AnnotateSummary run() throws InterruptedException {
        if (!standing) {
            desk.takeUp();
        }
        while (true) {
            if (deadline.isEmpty()) {
                agenda.readAhead();
                stopClosed();
                stopWhenTimeIsUp();
                sendWhatMayLeave();
                desk.work();
                stopWhenNothingIsAffordable();
            }
            reportNowAndThen();
            if (isOver()) {
                break;
            }
            var first = clock.next(news, untilSomethingIsDue(),
                    inFlight + unkept > 0 || desk.isExpecting() || isWaitingForTexts());
            var arrived = new ArrayList<News>();
            first.ifPresent(arrived::add);
            news.drainTo(arrived);
            arrived.forEach(this::take);
        }
        report();
        return new AnnotateSummary(lanes.stream().map(Lane::summary).toList(), deadline.isPresent(), elapsed(),
                halted, desk.left());
    }

    private void sendWhatMayLeave() {
        while (inFlight < options.inFlight() && unkept < MOST_UNKEPT && unaffordable.isEmpty()) {
            long now = clock.nanos();
            Optional<Attempt> next = agenda.next(now);
            if (next.isEmpty()) {
                return;
            }
            Optional<Purse.Reservation> reserved = Optional.empty();
            if (next.get().lane().host().charges() && options.budget().countsRequests()) {
                Tariff tariff = next.get().lane().tariff();
                var wanted = new Purse.Reservation(tariff, tariff.worst(next.get()));
                reserved = purse.reserve(wanted);
                if (reserved.isEmpty()) {
                    unaffordable = Optional.of(wanted);
                    agenda.retry(next.get(), now);
                    return;
                }
            }
            leave(next.get(), reserved, now);
        }
    }

    private void leave(Attempt next, Optional<Purse.Reservation> reserved, long now) {
        Attempt attempt = next.leaving(next.lane().account().leave(next.tokens(), now), reserved);
        inFlight++;
        attempt.lane().left(attempt.number());
        if (attempt.lane().host().charges()) {
            ledger.send(attempt, clock.instant());
        } else {
            courier.carry(attempt);
        }
    }

    /// Only once nothing is on its way can nothing be given back to the budget.
    private void stopWhenNothingIsAffordable() {
        Optional<Purse.Reservation> wanted = unaffordable.or(desk::unaffordable);
        if (wanted.isPresent() && inFlight == 0 && !desk.isWorking()) {
            halt(purse.exhausted(wanted.get()));
            unaffordable = Optional.empty();
            desk.unblock();
        }
    }

    private void stopWhenTimeIsUp() {
        Optional<Duration> most = options.budget().time();
        if (most.isPresent() && halted.isEmpty() && !(agenda.isEmpty() && desk.isIdle())
                && elapsed().compareTo(most.get()) > 0) {
            halt("the budget of %s minutes is used up; raise 'minutes' under 'annotate: budget:' and run the same command to go on"
                    .formatted(most.get().toSeconds() / 60.0));
            desk.leave();
        }
    }

    /// Asks no more of hosts that cost money.
    private void halt(String reason) {
        halted = Optional.of(reason);
        lanes.stream().filter(lane -> lane.host().charges() && !lane.isStopped())
                .forEach(lane -> agenda.stop(lane, reason));
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
            return unkept == 0 && ((inFlight == 0 && desk.isIdle()) || clock.nanos() >= deadline.getAsLong());
        }
        return unkept == 0 && inFlight == 0 && agenda.isEmpty() && desk.isIdle() && !isWaitingForTexts();
    }

    /// Whether nothing happens before another text comes.
    private boolean isWaitingForTexts() {
        return standing && deadline.isEmpty() && unkept == 0 && inFlight == 0 && agenda.isEmpty()
                && lanes.stream().anyMatch(lane -> !lane.isStopped());
    }

    private Duration untilSomethingIsDue() {
        if (deadline.isEmpty() && agenda.needsTexts()) {
            return Duration.ZERO;
        }
        if (isWaitingForTexts()) {
            return IDLE;
        }
        long now = clock.nanos();
        long due = nextReport;
        if (deadline.isPresent()) {
            due = Math.min(due, deadline.getAsLong() > now ? deadline.getAsLong() : due);
        } else {
            due = Math.min(due, desk.nextDue().orElse(Long.MAX_VALUE));
        }
        if (deadline.isEmpty() && inFlight < options.inFlight() && unkept < MOST_UNKEPT && unaffordable.isEmpty()) {
            due = Math.min(due, agenda.nextDue(now).orElse(Long.MAX_VALUE));
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
                attempt.lane().account().brokenOff(attempt.departure());
                attempt.reserved().ifPresent(reserved -> purse.fail(reserved, Trouble.Kind.BROKEN_OFF));
                attempt.questions().forEach(agenda::release);
            }
            case News.AnswerKept(var lane, var question, var answer) -> {
                unkept--;
                lane.tally().answered(answer);
                agenda.settle(lane, question, Optional.of(answer), Tally::reused);
                listener.accept(new AnnotateEvent.Answered(question, answer));
            }
            case News.TroubleKept(var attempt, var question, var trouble, var forGood) -> {
                unkept--;
                attempt.lane().tally().unanswered(forGood);
                agenda.settle(attempt.lane(), question, Optional.empty(), tally -> tally.unanswered(forGood));
                listener.accept(new AnnotateEvent.Unanswered(question, trouble, attempt.number(), forGood));
            }
            case News.Failed(var cause) -> fail(cause);
            case News.Arrived(var text) -> lanes.forEach(lane -> lane.arrive(text));
            case News.Told(var then) -> then.run();
            case News.StopAsked(var grace) -> {
                deadline = OptionalLong.of(clock.nanos() + grace.toNanos());
                desk.leave();
            }
        }
    }

    private void cameBack(Attempt attempt) {
        inFlight--;
        freed();
        desk.unblock();
        attempt.lane().cameBack();
    }

    private void replied(Attempt attempt, HostReply reply) {
        Lane lane = attempt.lane();
        Account account = lane.account();
        long now = clock.nanos();
        switch (reply) {
            case HostReply.Answered answered -> {
                lane.hear();
                lane.trust();
                account.answered(attempt.departure(), tokens(answered.usage()),
                        answered.latency().orElse(Duration.ZERO), answered.limits(), now);
                attempt.reserved().ifPresent(reserved -> settle(attempt, reserved, answered.usage()));
                answered(attempt, answered);
            }
            case HostReply.TryAgain(var trouble, var pause, var limits) -> {
                account.failed(attempt.departure(), trouble.kind(), pause.map(this::notTooLong), limits, now);
                attempt.reserved().ifPresent(reserved -> purse.fail(reserved, trouble.kind()));
                failed(attempt, trouble, pause);
            }
            case HostReply.Rejected(var trouble) -> {
                account.failed(attempt.departure(), trouble.kind(), Optional.empty(), Limits.UNKNOWN, now);
                attempt.reserved().ifPresent(reserved -> purse.fail(reserved, trouble.kind()));
                rejected(attempt, trouble);
            }
            case HostReply.Stopped(var reason) -> {
                account.brokenOff(attempt.departure());
                attempt.reserved().ifPresent(purse::release);
                stop(lane, reason);
                attempt.questions().forEach(agenda::release);
            }
        }
    }

    private void settle(Attempt attempt, Purse.Reservation reserved, Optional<Usage> usage) {
        if (purse.settle(reserved, usage) && overran.add(attempt.lane())) {
            long charged = usage.map(known -> known.prompt() + known.completion()).orElse(0L);
            listener.accept(new AnnotateEvent.Overran(attempt.lane().teacher(), reserved.tokens(), charged));
        }
    }

    private static OptionalDouble tokens(Optional<Usage> usage) {
        return usage.map(known -> OptionalDouble.of((double) (known.prompt() + known.completion())))
                .orElse(OptionalDouble.empty());
    }

    private Duration notTooLong(Duration pause) {
        return pause.compareTo(options.longestBackoff()) < 0 ? pause : options.longestBackoff();
    }

    /// One choice for each question, in order. What is left out is asked again.
    private void answered(Attempt attempt, HostReply.Answered answered) {
        int choices = Math.min(attempt.questions().size(), answered.choices().size());
        for (int i = 0; i < choices; i++) {
            unkept++;
            ledger.answer(attempt, attempt.questions().get(i), answered.answer(i, clock.instant()));
        }
        if (choices < attempt.questions().size()) {
            var unanswered = attempt.questions().subList(choices, attempt.questions().size());
            if (attempt.lane().isStopped() || deadline.isPresent()) {
                unanswered.forEach(agenda::release);
            } else {
                agenda.retry(attempt.next(unanswered), clock.nanos());
            }
        }
    }

    @Override
    public void freed() {
        unaffordable = Optional.empty();
    }

    @Override
    public void gaveUp(Attempt attempt, Trouble trouble) {
        end(attempt, trouble, false);
        if (!attempt.lane().trusted()) {
            stop(attempt.lane(), "%s; gave up after %d attempts without any answer".formatted(trouble.message(),
                    attempt.number()));
        }
    }

    @Override
    public void rejected(Attempt attempt, Trouble trouble) {
        Lane lane = attempt.lane();
        lane.hear();
        // Until a teacher has answered, its refusals prove nothing about the texts.
        boolean forGood = lane.trusted() && trouble.kind() == Trouble.Kind.REJECTED;
        end(attempt, trouble, forGood);
        if (!lane.trusted() && lane.refuse() >= Annotator.REFUSED) {
            stop(lane, "the first %d requests were all refused: %s".formatted(Annotator.REFUSED, trouble.message()));
        }
    }

    private void failed(Attempt attempt, Trouble trouble, Optional<Duration> asked) {
        Lane lane = attempt.lane();
        boolean absent = trouble.kind() == Trouble.Kind.UNREACHABLE && !lane.heard();
        if (trouble.kind() != Trouble.Kind.UNREACHABLE) {
            lane.hear();
        }
        if (lane.isStopped() || deadline.isPresent()) {
            attempt.questions().forEach(agenda::release);
            return;
        }
        boolean putOff = lane.trusted() && isPuttingOff(trouble.kind());
        int attempts = attempt.real() - (putOff ? 1 : 0);
        Duration pause = backoff.pause(attempt.number(), asked);
        boolean tooOld = clock.nanos() + pause.toNanos() - attempt.firstLeft() > options.retryFor().toNanos();
        if (attempts >= options.attempts() || tooOld || (absent && attempt.number() >= Annotator.UNREACHABLE)) {
            gaveUp(attempt, trouble);
        } else {
            agenda.retry(attempt.next(putOff), clock.nanos() + pause.toNanos());
            retrying(attempt, trouble, pause);
        }
    }

    @Override
    public void retrying(Attempt attempt, Trouble trouble, Duration pause) {
        attempt.questions().forEach(question -> listener
                .accept(new AnnotateEvent.Retrying(question, trouble, attempt.number(), pause)));
    }

    /// Whether a host says that it takes the request, but not now.
    private static boolean isPuttingOff(Trouble.Kind kind) {
        return switch (kind) {
            case RATE_LIMITED, OVERLOADED, LOADING -> true;
            case SERVER_ERROR, CONFLICT, TIMED_OUT, UNREACHABLE, BROKEN_OFF, MALFORMED, TOO_LARGE, PARAMETER_DROPPED,
                    REJECTED, NOT_RECORDED ->
                false;
        };
    }

    private void end(Attempt attempt, Trouble trouble, boolean forGood) {
        for (Question question : attempt.questions()) {
            unkept++;
            ledger.trouble(attempt, question, trouble, forGood, clock.instant());
        }
    }

    @Override
    public void stop(Lane lane, String reason) {
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
        if (clock.nanos() >= nextReport || isWaitingForTexts()) {
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
        long spared = 0;
        long retries = 0;
        var usage = Usage.NONE;
        for (Lane lane : lanes) {
            Tally tally = lane.tally();
            total += lane.wanted();
            answered += tally.answered();
            reused += tally.reusedSoFar();
            unanswered += tally.unanswered();
            spared += tally.sparedSoFar();
            retries += tally.retries();
            usage = usage.plus(tally.usage());
        }
        listener.accept(
                new AnnotateEvent.Progressed(new Progress(total - spared, answered, reused, unanswered, inFlight,
                        agenda.waiting(), retries, usage, rate.sample(now, answered), elapsed(), inForce(),
                        usd(), desk.progress())));
    }

    private Progress.InForce inForce() {
        List<Account> accounts = lanes.stream().filter(lane -> lane.host().charges() && !lane.isStopped())
                .map(Lane::account).distinct().toList();
        int places = accounts.stream().mapToInt(Account::inFlightLimit).sum();
        return new Progress.InForce(Math.min(places, options.inFlight()), sum(accounts, Account::requestsPerMinute),
                sum(accounts, Account::tokensPerMinute));
    }

    private static OptionalDouble sum(List<Account> accounts, Function<Account, OptionalDouble> limit) {
        List<OptionalDouble> limits = accounts.stream().map(limit).toList();
        return limits.isEmpty() || limits.stream().anyMatch(OptionalDouble::isEmpty)
                ? OptionalDouble.empty()
                : OptionalDouble.of(limits.stream().mapToDouble(OptionalDouble::getAsDouble).sum());
    }

    private OptionalDouble usd() {
        List<Lane> paid = lanes.stream().filter(lane -> lane.host().charges()).toList();
        return paid.isEmpty() || paid.stream().anyMatch(lane -> lane.tariff().price().isEmpty())
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        paid.stream().mapToDouble(lane -> lane.tariff().dollars(lane.tally().usage(),
                                lane.tally().batched())).sum());
    }

    private Duration elapsed() {
        return Duration.ofNanos(clock.nanos() - start);
    }
}
