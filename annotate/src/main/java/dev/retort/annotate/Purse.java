package dev.retort.annotate;

import dev.retort.hosts.Trouble;
import dev.retort.teacher.Budget;
import dev.retort.teacher.Usage;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/// Keeps a run within its budget of dollars and tokens: each send reserves the most that it can cost before it leaves,
/// and settles when it is known what it did cost. So what is spent and reserved is never more than the budget. Used by
/// one thread.
///
/// What a failed send costs:
///
/// | what came of it | counts as |
/// |---|---|
/// | a status that says the work was not done: 4xx, 429, 503; no connection | nothing |
/// | no whole response: time-out, a connection that broke, a body that is cut, malformed or too large; broken off | all it reserved |
/// | any other error of the server | all it reserved |
///
/// An answer whose usage the host does not tell counts as what was reserved.
final class Purse {
    /// What a send set aside.
    record Reservation(Tariff tariff, Usage worst) {
        double dollars() {
            return tariff.dollars(worst);
        }

        long tokens() {
            return worst.prompt() + worst.completion();
        }
    }

    private final Budget budget;
    private double spentUsd;
    private long spentTokens;
    private double reservedUsd;
    private long reservedTokens;

    Purse(Budget budget, Money money) {
        this.budget = budget;
        this.spentUsd = money.spentUsd();
        this.spentTokens = money.spentTokens();
    }

    /// Sets aside what a send may cost at the most; empty if that much is not left.
    Optional<Reservation> reserve(Reservation wanted) {
        boolean fits = spentUsd + reservedUsd + wanted.dollars() <= budget.usd().orElse(Double.MAX_VALUE)
                && spentTokens + reservedTokens + wanted.tokens() <= budget.tokens().orElse(Long.MAX_VALUE);
        if (!fits) {
            return Optional.empty();
        }
        reservedUsd += wanted.dollars();
        reservedTokens += wanted.tokens();
        return Optional.of(wanted);
    }

    /// Counts what a send did cost.
    ///
    /// @param charged empty if the host did not tell
    /// @return whether that was more than it had reserved
    boolean settle(Reservation reservation, Optional<Usage> charged) {
        Usage usage = charged.orElse(reservation.worst());
        release(reservation);
        double dollars = reservation.tariff().dollars(usage);
        long tokens = usage.prompt() + usage.completion();
        spentUsd += dollars;
        spentTokens += tokens;
        return tokens > reservation.tokens();
    }

    /// Gives back what a send reserved, which cost nothing.
    void release(Reservation reservation) {
        reservedUsd -= reservation.dollars();
        reservedTokens -= reservation.tokens();
    }

    /// Counts a send that failed.
    void fail(Reservation reservation, Trouble.Kind kind) {
        if (mayHaveCost(kind)) {
            settle(reservation, Optional.empty());
        } else {
            release(reservation);
        }
    }

    private static boolean mayHaveCost(Trouble.Kind kind) {
        return switch (kind) {
            case TIMED_OUT, BROKEN_OFF, MALFORMED, TOO_LARGE, SERVER_ERROR -> true;
            case RATE_LIMITED, OVERLOADED, LOADING, CONFLICT, UNREACHABLE, PARAMETER_DROPPED, REJECTED,
                    NOT_RECORDED ->
                false;
        };
    }

    double spentUsd() {
        return spentUsd;
    }

    /// Why nothing more is sent, and how to go on.
    String exhausted(Reservation next) {
        boolean dollars = spentUsd + reservedUsd + next.dollars() > budget.usd().orElse(Double.MAX_VALUE);
        return dollars
                ? String.format(Locale.ROOT,
                        "the budget of $%s is used up: $%.4f spent, the next request may cost $%.4f; raise 'usd' under "
                                + "'annotate: budget:' and run the same command to go on",
                        new BigDecimal(Double.toString(budget.usd().orElse(0))).stripTrailingZeros().toPlainString(),
                        spentUsd,
                        next.dollars())
                : String.format(Locale.ROOT,
                        "the budget of %,d tokens is used up: %,d spent, the next request may take %,d; raise 'tokens' "
                                + "under 'annotate: budget:' and run the same command to go on",
                        budget.tokens().orElse(0), spentTokens, next.tokens());
    }
}
