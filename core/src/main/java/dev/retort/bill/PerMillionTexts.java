package dev.retort.bill;

import java.util.Optional;

/// What labelling a million texts costs: the rows of the table of ways.
public final class PerMillionTexts {
    public static final double TEXTS = 1_000_000;

    private PerMillionTexts() {}

    /// A student on a machine that is rented, or owned, by the hour.
    ///
    /// @param textsPerSecond measured, or published for such a machine
    /// @param dollarsPerHour not known for a machine of one's own
    /// @param watts drawn while it works
    /// @param grid grams of CO2e per kWh where it stands
    /// @param pue of its data centre; 1 for none
    public static Bill student(String of, Figure textsPerSecond, Figure dollarsPerHour, Figure watts, Figure grid,
            double pue) {
        Figure hours = Work.hours(textsPerSecond, TEXTS);
        Figure energy = Work.energy(hours, watts, pue);
        return new Bill(of, Work.rent(hours, dollarsPerHour), hours, energy, Work.co2e(energy, grid));
    }

    /// A teacher paid by the token. All votes and the tokens of the reasons count.
    ///
    /// @param tokens of one request, measured or forecast
    /// @param tokensFrom where the token counts come from, such as `usage of 1,000 answers` or `forecast by cl100k`
    /// @param votes requests for each text
    /// @param price empty if no price is known for the model
    /// @param hours of a million texts; depends on the host's limits, so often not known
    /// @param requestEnergy kWh of one request, as [LlmEnergy] estimates it
    /// @param grid grams of CO2e per kWh where the host stands
    public static Bill teacher(String of, Tokens tokens, String tokensFrom, int votes, Optional<ModelPrice> price,
            Figure hours, Figure requestEnergy, Figure grid) {
        Figure money = price.map(known -> money(tokens, tokensFrom, votes, known))
                .orElseGet(() -> Figure.notKnown(Unit.DOLLARS, "no price for this model; name one under 'priced-as'"));
        Figure energy = requestEnergy.times(TEXTS * votes, Unit.KILOWATT_HOURS,
                "1,000,000 texts x %d vote%s x kWh a request%s".formatted(votes, votes == 1 ? "" : "s",
                        formulaOf(requestEnergy)));
        return new Bill(of, money, hours, energy, Work.co2e(energy, grid));
    }

    private static Figure money(Tokens tokens, String tokensFrom, int votes, ModelPrice price) {
        double dollars = price.dollars(tokens.prompt(), 0, tokens.completion()) * votes * TEXTS;
        String formula = "1,000,000 texts x %d vote%s x (%.2f tokens in x $%s + %.2f tokens out x $%s per million)"
                .formatted(votes, votes == 1 ? "" : "s", tokens.prompt(), price.input(), tokens.completion(),
                        price.output());
        return Figure.estimated(dollars, Unit.DOLLARS, formula, Source.undated(tokensFrom).and(price.source()));
    }

    private static String formulaOf(Figure figure) {
        return switch (figure) {
            case Figure.Known known -> known.formula().isEmpty() ? "" : " (" + known.formula() + ")";
            case Figure.Between range -> range.formula().isEmpty() ? "" : " (" + range.formula() + ")";
            case Figure.NotKnown _ -> "";
        };
    }
}
