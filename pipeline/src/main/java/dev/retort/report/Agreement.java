package dev.retort.report;

import java.util.OptionalDouble;

/// How far two contenders give the same labels.
///
/// @param texts texts that both labelled
/// @param observed the share of those on which they agree
/// @param cohenKappa agreement beyond chance; empty if not defined
public record Agreement(String first, String second, int texts, double observed, OptionalDouble cohenKappa) {
    public Agreement {
        Rules.text("a party of an agreement", first);
        Rules.text("a party of an agreement", second);
        Rules.count("texts of an agreement", texts);
        Rules.share("observed agreement", observed);
    }
}
