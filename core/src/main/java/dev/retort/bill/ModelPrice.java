package dev.retort.bill;

import dev.retort.teacher.Usage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import java.util.OptionalDouble;

/// What a host charges for a model's tokens.
///
/// @param model the model's id, in lower case
/// @param host whose price list it is; empty if the model has one price everywhere
/// @param input dollars per million prompt tokens
/// @param output dollars per million generated tokens, hidden reasoning included
/// @param cachedInput dollars per million prompt tokens served from the host's cache; empty if unknown, and charged as
///        [#input()]
public record ModelPrice(String model, Optional<String> host, double input, double output,
        OptionalDouble cachedInput, Source source) {
    /// Hosts' batch interfaces charge half.
    public static final double BATCH_DISCOUNT = 0.5;

    public ModelPrice {
        if (!(input >= 0 && input < 100_000 && output >= 0 && output < 100_000)) {
            throw new IllegalArgumentException(
                    "price of '%s': must be dollars per million tokens from 0 to 100,000, got %s in, %s out"
                            .formatted(model, input, output));
        }
    }

    /// The price for people: `$0.15 in, $0.6 out a million tokens, OpenAI's price list (2026-08-01)`.
    public String inWords() {
        String cached = cachedInput.isPresent() ? ", $%s cached".formatted(plain(cachedInput.getAsDouble())) : "";
        return "$%s in%s, $%s out a million tokens, %s%s".formatted(plain(input), cached, plain(output), source,
                host.map(" of "::concat).orElse(""));
    }

    private static String plain(double dollars) {
        return BigDecimal.valueOf(dollars).round(new MathContext(6)).stripTrailingZeros().toPlainString();
    }

    /// The same model through the host's batch interface.
    public ModelPrice batch() {
        return new ModelPrice(model, host, input * BATCH_DISCOUNT, output * BATCH_DISCOUNT,
                cachedInput.isPresent() ? OptionalDouble.of(cachedInput.getAsDouble() * BATCH_DISCOUNT) : cachedInput,
                new Source(source.name() + ", batch at half price", source.date()));
    }

    /// Dollars for what a host charged, some of it at the price of batches.
    ///
    /// @param batched how much of `usage` batches brought
    public double dollars(Usage usage, Usage batched) {
        return dollars(usage) - (1 - BATCH_DISCOUNT) * dollars(batched);
    }

    /// Dollars for what a host charged: cached prompt tokens at their own price, reasoning as generated tokens.
    public double dollars(Usage usage) {
        return dollars((double) usage.prompt(), (double) usage.cached(), (double) usage.completion());
    }

    /// Dollars for tokens, whole or averages.
    public double dollars(double promptTokens, double cachedTokens, double completionTokens) {
        return ((promptTokens - cachedTokens) * input + cachedTokens * cachedInput.orElse(input)
                + completionTokens * output) / 1e6;
    }
}
