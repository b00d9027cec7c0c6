package dev.retort.pipeline;

import dev.retort.annotate.Money;
import dev.retort.bill.ModelPrice;
import dev.retort.store.PaidAnswers;
import dev.retort.store.Store;
import dev.retort.teacher.Ask;
import dev.retort.teacher.Budget;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.Usage;
import dev.retort.workspace.Workspace;
import java.util.List;
import java.util.Optional;

/// What a budget needs to know: prices, and what was spent before.
final class Funds {
    private final Workspace workspace;
    private final Costs costs;

    Funds(Workspace workspace, Costs costs) {
        this.workspace = workspace;
        this.costs = costs;
    }

    /// @throws RunException if some teacher cannot be held to the budget
    void check() {
        for (Ask ask : workspace.teachers()) {
            Optional<String> obstacle = obstacle(ask);
            if (obstacle.isPresent()) {
                throw new RunException("teacher '%s': %s".formatted(ask.teacher().name(), obstacle.get()));
            }
        }
    }

    /// Why a teacher cannot be held to the budget and what to do, in one line; empty if it can, or there is none.
    Optional<String> obstacle(Ask ask) {
        Budget budget = workspace.annotate().budget();
        if (ask.teacher().host() instanceof HostSettings.Replay || !budget.countsRequests()) {
            return Optional.empty();
        }
        if (ask.teacher().sampling().maxTokens().isEmpty()) {
            return Optional.of(
                    "a budget needs 'max-tokens', without which a reply has no end; write 'max-tokens: 128'");
        }
        if (budget.usd().isPresent() && costs.price(ask).isEmpty()) {
            return Optional.of(("no price is known for '%s', so a budget in dollars cannot be kept; name a model "
                    + "with 'priced-as', or write its price under 'report: prices:'").formatted(Costs.pricedAs(ask)));
        }
        return Optional.empty();
    }

    /// Looks through all answers only if there is a budget that they count towards.
    Money money(Store store) {
        double dollars = 0;
        long tokens = 0;
        if (workspace.annotate().budget().countsRequests()) {
            List<PaidAnswers> all = store.paidAnswers();
            for (PaidAnswers charged : all) {
                Usage batched = charged.batched() ? charged.usage() : Usage.NONE;
                dollars += price(charged).map(price -> price.dollars(charged.usage(), batched)).orElse(0.0);
                tokens += charged.usage().prompt() + charged.usage().completion();
            }
            for (Ask ask : workspace.teachers()) {
                Usage lost = lost(ask, all, store.unansweredSends(ask.teacher().name()));
                dollars += costs.price(ask).map(price -> price.dollars(lost)).orElse(0.0);
                tokens += lost.prompt() + lost.completion();
            }
        }
        return new Money(teacher -> costs.listPrice(new Ask(teacher, 1)), dollars, tokens);
    }

    private Optional<ModelPrice> price(PaidAnswers charged) {
        return workspace.teachers().stream().filter(ask -> ask.teacher().name().equals(charged.teacher())
                && ask.teacher().model().equals(charged.model())).findFirst().flatMap(costs::listPrice)
                .or(() -> costs.factors().prices().find(charged.model()));
    }

    /// Sends that a killed process left without an answer may have been charged: the mean prompt and the longest reply.
    private static Usage lost(Ask ask, List<PaidAnswers> all, long sends) {
        if (sends == 0) {
            return Usage.NONE;
        }
        var known = all.stream().filter(charged -> charged.teacher().equals(ask.teacher().name())).toList();
        long answers = Math.max(1, known.stream().mapToLong(PaidAnswers::answers).sum());
        long prompt = known.stream().mapToLong(charged -> charged.usage().prompt()).sum();
        return new Usage(Math.ceilDiv(prompt, answers) * sends, 0,
                sends * ask.teacher().sampling().maxTokens().orElse(0), 0);
    }
}
