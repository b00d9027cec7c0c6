package dev.retort.annotate;

import dev.retort.bill.ModelPrice;
import dev.retort.prompt.TokenCounter;
import dev.retort.teacher.Teacher;
import dev.retort.teacher.Usage;
import java.util.Optional;

/// What the requests of one teacher cost.
///
/// @param price empty if it is not known
/// @param longestReply tokens of one reply at the most
record Tariff(TokenCounter counter, Optional<ModelPrice> price, long longestReply) {

    static Tariff of(Teacher teacher, Money money) {
        return new Tariff(TokenCounter.forModel(teacher.pricedAs().orElse(teacher.model())),
                money.prices().apply(teacher), teacher.sampling().maxTokens().orElse(0));
    }

    /// The most that an attempt can cost: the prompt as counted, and the longest reply for each vote.
    Usage worst(Attempt attempt) {
        return new Usage(counter.count(attempt.question().prompt()), 0, longestReply * attempt.questions().size(), 0);
    }

    /// What the same costs in batches.
    Tariff inBatches() {
        return new Tariff(counter, price.map(ModelPrice::batch), longestReply);
    }

    /// @param batched how much of `usage` batches brought
    double dollars(Usage usage, Usage batched) {
        return price.map(known -> known.dollars(usage, batched)).orElse(0.0);
    }

    double dollars(Usage usage) {
        return price.map(known -> known.dollars(usage)).orElse(0.0);
    }
}
