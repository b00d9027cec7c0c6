package dev.retort.bill;

/// What a [Figure] counts.
public enum Unit {
    DOLLARS("$"), DOLLARS_PER_HOUR("$/h"), DOLLARS_PER_MILLION_TOKENS("$/M tokens"), SECONDS("s"), HOURS(
            "h"), TEXTS_PER_SECOND("texts/s"), TOKENS("tokens"), WATTS(
                    "W"), KILOWATT_HOURS("kWh"), GRAMS_PER_KILOWATT_HOUR(
                            "g CO2e/kWh"), KILOGRAMS("kg CO2e"), MILES("miles driven");

    private final String symbol;

    Unit(String symbol) {
        this.symbol = symbol;
    }

    /// As it stands in tables.
    public String symbol() {
        return symbol;
    }
}
