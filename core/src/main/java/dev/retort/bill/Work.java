package dev.retort.bill;

/// The arithmetic from work to money, energy and CO2e.
public final class Work {
    private Work() {}

    /// @param textsPerSecond how fast
    /// @param texts how many
    /// @return hours
    public static Figure hours(Figure textsPerSecond, double texts) {
        String formula = "%,.0f texts / texts per second / 3600".formatted(texts);
        return switch (textsPerSecond) {
            case Figure.Known speed ->
                Figure.estimated(texts / speed.value() / 3600, Unit.HOURS, formula, speed.source());
            case Figure.Between speed -> new Figure.Between(texts / speed.high() / 3600, texts / speed.low() / 3600,
                    Unit.HOURS, Basis.ESTIMATED, formula, speed.source());
            case Figure.NotKnown unknown -> Figure.notKnown(Unit.HOURS, unknown.why());
        };
    }

    /// @return dollars
    public static Figure rent(Figure hours, Figure dollarsPerHour) {
        return hours.with(dollarsPerHour, Unit.DOLLARS, "hours x $/h", (h, price) -> h * price);
    }

    /// @param pue power usage effectiveness: what the data centre draws for each watt of the machine; 1 for none
    /// @return kWh
    public static Figure energy(Figure hours, Figure watts, double pue) {
        return hours.with(watts, Unit.KILOWATT_HOURS, "hours x W / 1000 x PUE " + pue, (h, w) -> h * w / 1000 * pue);
    }

    /// @param grid grams of CO2e per kWh
    /// @return kg
    public static Figure co2e(Figure energy, Figure grid) {
        return energy.with(grid, Unit.KILOGRAMS, "kWh x g/kWh / 1000", (kwh, grams) -> kwh * grams / 1000);
    }
}
