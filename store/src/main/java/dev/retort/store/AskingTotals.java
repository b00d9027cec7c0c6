package dev.retort.store;

import dev.retort.teacher.Usage;

/// What one teacher has been asked and has answered so far, over all runs and whatever it was asked.
///
/// @param sends journaled, repeated ones included; a recording's are not journaled
/// @param answers kept
/// @param told how many of those came with the tokens that the host charged
/// @param usage the sum of those tokens
/// @param batched those of them that batches brought, at half the price
public record AskingTotals(long sends, long answers, long told, Usage usage, Usage batched) {
    public static final AskingTotals NONE = new AskingTotals(0, 0, 0, Usage.NONE, Usage.NONE);

    AskingTotals plus(AskingTotals other) {
        return new AskingTotals(sends + other.sends, answers + other.answers, told + other.told,
                usage.plus(other.usage), batched.plus(other.batched));
    }
}
