package dev.retort.bill;

/// What a piece of work costs.
///
/// @param of the piece of work, in the words of the table's first column
/// @param money in dollars
/// @param time in hours
/// @param energy in kWh
/// @param co2e in kg
public record Bill(String of, Figure money, Figure time, Figure energy, Figure co2e) {
    public Bill {
        require(of, money, Unit.DOLLARS);
        require(of, time, Unit.HOURS);
        require(of, energy, Unit.KILOWATT_HOURS);
        require(of, co2e, Unit.KILOGRAMS);
    }

    private static void require(String of, Figure figure, Unit unit) {
        if (figure.unit() != unit) {
            throw new IllegalArgumentException("bill of '%s': expected a figure in %s, got one in %s".formatted(of,
                    unit.symbol(), figure.unit().symbol()));
        }
    }
}
