package dev.retort.annotate;

import dev.retort.dataset.Example;
import dev.retort.hosts.Host;
import dev.retort.hosts.HostOpener;
import dev.retort.task.Task;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.Ask;
import dev.retort.teacher.Mode;
import dev.retort.teacher.RateLimits;
import dev.retort.votes.LabelProbabilities;
import dev.retort.votes.VoteReader;
import dev.retort.votes.VoteRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// Asks teachers for their votes until every vote has an answer in the journal or its trouble is recorded.
///
/// One thread, the caller's, decides everything; it alone touches the state and reads the store. Virtual threads only
/// wait for hosts, the journal's own thread only writes; both report back through one queue. A request's way:
///
/// 1. [Agenda] gives it out when there is room among those in flight.
/// 2. If it costs money, its send is journaled first.
/// 3. A virtual thread sends it. Its place in flight is free again with the reply.
/// 4. An answer is journaled, and counts once that is durable. A failure that may pass goes back to the agenda with a
///    time ([Backoff]), a refusal is recorded, and a host that will never answer stops its teacher.
///
/// A teacher that never answered is not waited for long: it is stopped when one of its requests has used up its
/// attempts, when it could not be reached [#UNREACHABLE] times, or when the first [#REFUSED] requests were refused.
public final class Annotator {
    /// Failed connections of one request after which a host never heard of counts as absent.
    static final int UNREACHABLE = 4;
    /// Refusals before the first answer after which the fault is not the texts'.
    static final int REFUSED = 20;

    private final Assignment assignment;
    private final AnnotateOptions options;
    private final Surroundings surroundings;
    private final Consumer<AnnotateEvent> listener;
    private final Optional<Consumer<TextAnswers>> awaited;
    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();

    /// @param listener called on the thread that runs
    public Annotator(Assignment assignment, AnnotateOptions options, Surroundings surroundings,
            Consumer<AnnotateEvent> listener) {
        this(assignment, options, surroundings, listener, Optional.empty());
    }

    private Annotator(Assignment assignment, AnnotateOptions options, Surroundings surroundings,
            Consumer<AnnotateEvent> listener, Optional<Consumer<TextAnswers>> awaited) {
        this.assignment = assignment;
        this.options = options;
        this.surroundings = surroundings;
        this.listener = listener;
        this.awaited = awaited;
    }

    /// One that waits for texts to be [added][#add(Example)], until it is told to stop or its teacher is not asked any
    /// further. It leaves batches of earlier runs to the next run.
    ///
    /// @param ask not in batches
    /// @param awaited hears of each text, on the thread that runs, once its answers are durable or it is known that there
    ///        are none; of a text that was open when the run ended it hears nothing
    public static Annotator standing(Task task, VoteRules rules, Ask ask, AnnotateOptions options,
            Surroundings surroundings, Consumer<AnnotateEvent> listener, Consumer<TextAnswers> awaited) {
        if (ask.mode() == Mode.BATCH) {
            throw new IllegalArgumentException("texts that somebody waits for do not go in batches");
        }
        return new Annotator(new Assignment(task, rules, List.of(ask), List.of()), options, surroundings, listener,
                Optional.of(awaited));
    }

    /// Asks about another text. May be called from any thread, before the run too; ids of texts that are open must be
    /// different.
    ///
    /// @throws IllegalStateException if this annotator does not wait for texts
    public void add(Example example) {
        if (awaited.isEmpty()) {
            throw new IllegalStateException("texts can be added to a standing annotator only");
        }
        news.add(new News.Arrived(example));
    }

    /// Asks, and returns when nothing is left to ask. To be called once, on a platform thread.
    ///
    /// @throws RuntimeException of the journal if it cannot be written; answers that were not yet durable are lost
    public AnnotateSummary run() throws InterruptedException {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("an annotator reads the store and needs a platform thread");
        }
        var opened = new ArrayList<Host>();
        var courier = new Courier(news::add);
        try (courier) {
            Map<AccountName, Account> accounts = accounts();
            var lanes = new ArrayList<Lane>();
            for (Ask ask : assignment.asks()) {
                lanes.add(lane(ask, Objects.requireNonNull(accounts.get(AccountName.of(ask.teacher()))), opened));
            }
            return new AnnotateRun(lanes, options, surroundings, listener, news, courier, awaited.isPresent())
                    .toTheEnd();
        } finally {
            opened.forEach(Host::close);
        }
    }

    /// Asks no more. What is in flight may finish within the grace, its answers are kept; then [#run] returns. May be
    /// called from any thread.
    public void stop(Duration grace) {
        news.add(new News.StopAsked(grace));
    }

    /// Teachers that share an account keep to the tightest of their limits.
    private Map<AccountName, Account> accounts() {
        Map<AccountName, RateLimits> limits = new HashMap<>();
        assignment.asks().forEach(ask -> limits.merge(AccountName.of(ask.teacher()),
                ask.limits().or(options.limits()), RateLimits::tighter));
        Map<AccountName, Account> accounts = new HashMap<>();
        limits.forEach((name, tightest) -> accounts.put(name,
                new Account(tightest, options.inFlight(), surroundings.clock().nanos())));
        return accounts;
    }

    private Lane lane(Ask ask, Account account, List<Host> opened) {
        String name = ask.teacher().name();
        long wanted = (long) ask.votes() * assignment.examples().size();
        var questions = Questions.of(assignment.task(), ask);
        Host host = switch (surroundings.hosts().open(ask.teacher(), options.timeout())) {
            // A batch that an earlier run left may have asked for them, whatever this teacher does.
            case HostOpener.Opening.Opened(var open) when ask.teacher().logprobs() || open.batches().isPresent() ->
                new LabellingHost(open, new LabelProbabilities(assignment.task()));
            case HostOpener.Opening.Opened(var open) -> open;
            case HostOpener.Opening.Refused(var reason) -> new ClosedHost(reason);
        };
        opened.add(host);
        Optional<VoteReader> reader = ask.stopEarly()
                ? Optional.of(new VoteReader(assignment.task(), assignment.rules()))
                : Optional.empty();
        return new Lane(name, AccountName.of(ask.teacher()).address(), wanted, host, account,
                Tariff.of(ask.teacher(), surroundings.money()), questions,
                assignment.examples(), reader, ask.mode() == Mode.BATCH, awaited.orElse(_ -> {}));
    }
}
