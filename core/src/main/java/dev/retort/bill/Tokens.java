package dev.retort.bill;

import dev.retort.teacher.Usage;
import java.util.Locale;

/// Mean tokens of one request.
///
/// @param prompt tokens sent
/// @param completion tokens generated, hidden reasoning included
public record Tokens(double prompt, double completion) {
    public Tokens {
        if (!(prompt >= 0 && completion >= 0)) {
            throw new IllegalArgumentException(
                    "tokens of a request must be 0 or more, got %s sent, %s generated".formatted(prompt, completion));
        }
    }

    /// The mean of what hosts charged.
    ///
    /// @param requests how many requests the usage sums up, at least 1
    public static Tokens mean(Usage usage, long requests) {
        if (requests < 1) {
            throw new IllegalArgumentException("a mean needs at least 1 request, got %d".formatted(requests));
        }
        return new Tokens((double) usage.prompt() / requests, (double) usage.completion() / requests);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f + %.2f tokens", prompt, completion);
    }
}
