package dev.retort.bill;

import dev.retort.teacher.Usage;
import java.util.Optional;

/// What answers have cost so far, from the tokens that the host charged.
public final class Spend {
    private Spend() {}

    /// @param usage summed over the answers; empty if the host told none
    /// @param price empty if no price is known for the model
    /// @return dollars
    public static Figure of(Optional<Usage> usage, Optional<ModelPrice> price) {
        return of(usage, Usage.NONE, price);
    }

    /// @param usage summed over the answers; empty if the host told none
    /// @param batched how much of it batches brought, at half the price
    /// @param price of requests outside batches; empty if no price is known for the model
    /// @return dollars
    public static Figure of(Optional<Usage> usage, Usage batched, Optional<ModelPrice> price) {
        if (usage.isEmpty()) {
            return Figure.notKnown(Unit.DOLLARS, "the host told no token usage");
        }
        if (price.isEmpty()) {
            return Figure.notKnown(Unit.DOLLARS, "no price for this model; name one under 'priced-as'");
        }
        Usage tokens = usage.get();
        double dollars = price.get().dollars(tokens, batched);
        boolean all = batched.equals(tokens);
        boolean none = batched.prompt() + batched.completion() == 0;
        String formula = "measured tokens x price: %,d in (%,d cached), %,d out".formatted(tokens.prompt(),
                tokens.cached(), tokens.completion());
        return Figure.estimated(dollars, Unit.DOLLARS,
                none || all
                        ? formula
                        : formula + ", of these %,d in, %,d out by batch at half price".formatted(batched.prompt(),
                                batched.completion()),
                none ? price.get().source() : all ? price.get().batch().source() : price.get().source());
    }
}
