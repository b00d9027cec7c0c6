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
        if (usage.isEmpty()) {
            return Figure.notKnown(Unit.DOLLARS, "the host told no token usage");
        }
        if (price.isEmpty()) {
            return Figure.notKnown(Unit.DOLLARS, "no price for this model; name one under 'priced-as'");
        }
        Usage tokens = usage.get();
        return Figure.estimated(price.get().dollars(tokens),
                Unit.DOLLARS,
                "measured tokens x price: %,d in (%,d cached), %,d out".formatted(tokens.prompt(), tokens.cached(),
                        tokens.completion()),
                price.get().source());
    }
}
