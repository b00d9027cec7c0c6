package dev.retort.pipeline;

import dev.retort.annotate.Expected;
import dev.retort.annotate.Forecast;
import dev.retort.bill.ModelPrice;
import dev.retort.dataset.Example;
import dev.retort.store.Store;
import dev.retort.teacher.Answer;
import dev.retort.teacher.Ask;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.Mode;
import dev.retort.workspace.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// What asking one teacher for what it has not answered yet is expected to take. Repeated requests and hidden reasoning
/// that was never measured are not in it.
///
/// @param votes for all texts, answered or not
/// @param open votes without an answer that may be asked: where votes stop early, at most so many
/// @param estimated whether `open` was estimated from some of the texts
/// @param promptTokens of the open requests
/// @param completionTokens of their answers
/// @param dollars for them; empty if no price is known
/// @param price that applies; empty if none is known
/// @param shortestSeconds the time they take with all places in flight in use and no limit of the host's; empty if no
///        latency was measured
/// @param basis where the figures come from, in words
public record CostForecast(String teacher, String model, long votes, long open, boolean estimated,
        Expected promptTokens, Expected completionTokens, Optional<Expected> dollars, Optional<ModelPrice> price,
        OptionalDouble shortestSeconds, String basis) {
    /// Texts up to which each is looked up; of more, [#SAMPLE] are.
    private static final int LOOKED_UP = 20_000;
    private static final int SAMPLE = 2_000;
    /// Answers that are measured.
    private static final int RECORDED = 2_000;

    private record OpenVotes(long votes, boolean estimated) {}

    /// @param store empty if there is none yet
    static CostForecast of(Workspace workspace, List<Example> examples, Ask ask, Optional<Store> store,
            Costs costs) {
        OpenVotes open = open(workspace, examples, ask, store);
        boolean replayed = ask.teacher().host() instanceof HostSettings.Replay;
        Optional<ModelPrice> price = replayed ? Optional.empty() : costs.price(ask);
        if (open.votes() == 0) {
            return new CostForecast(ask.teacher().name(), Costs.pricedAs(ask), (long) examples.size() * ask.votes(), 0,
                    open.estimated(), Expected.NOTHING, Expected.NOTHING, Optional.of(Expected.NOTHING), price,
                    OptionalDouble.empty(), "nothing is left to be asked");
        }
        List<Answer> recorded = store.map(there -> there.lastAnswers(ask.teacher().name(), RECORDED))
                .orElse(List.of());
        Forecast one = Forecast.of(workspace.task(), ask, examples, recorded, open.votes());
        Optional<Expected> dollars = replayed
                ? Optional.of(Expected.NOTHING)
                : price.map(known -> dollars(known, one).times((double) open.votes()));
        // A batch takes what it takes, at most a day.
        OptionalDouble shortest = replayed || one.latency().isEmpty() || ask.mode() == Mode.BATCH
                ? OptionalDouble.empty()
                : OptionalDouble.of(one.latency().get().mean() * Math.ceilDiv(open.votes(),
                        (long) workspace.annotate().inFlight()));
        return new CostForecast(ask.teacher().name(), one.model(), (long) examples.size() * ask.votes(), open.votes(),
                open.estimated(), one.promptTokens().times((double) open.votes()),
                one.completionTokens().times((double) open.votes()),
                dollars, price, shortest,
                ask.mode() == Mode.BATCH ? one.basis() + "; asked in batches, at half the price" : one.basis());
    }

    /// Dollars of one request. The highest takes nothing to be cached.
    private static Expected dollars(ModelPrice price, Forecast one) {
        double share = one.cachedShare();
        return new Expected(price.dollars(one.promptTokens().low(), one.promptTokens().low() * share,
                one.completionTokens().low()),
                price.dollars(one.promptTokens().mean(), one.promptTokens().mean() * share,
                        one.completionTokens().mean()),
                price.dollars(one.promptTokens().high(), 0, one.completionTokens().high()));
    }

    private static OpenVotes open(Workspace workspace, List<Example> examples, Ask ask, Optional<Store> store) {
        long votes = (long) examples.size() * ask.votes();
        if (store.isEmpty() || votes == 0) {
            return new OpenVotes(votes, false);
        }
        boolean all = examples.size() <= LOOKED_UP;
        int step = all ? 1 : examples.size() / SAMPLE;
        List<Example> some = IntStream.iterate(0, i -> i < examples.size(), i -> i + step).mapToObj(examples::get)
                .toList();
        long missing = new StillToAsk(workspace.task(), workspace.votes(), ask, store.get()).votes(some);
        return all
                ? new OpenVotes(missing, false)
                : new OpenVotes(Math.round(votes * ((double) missing / (some.size() * (long) ask.votes()))), true);
    }
}
