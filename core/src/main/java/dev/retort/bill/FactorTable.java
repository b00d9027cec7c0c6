package dev.retort.bill;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// Figures by name: powers by hardware, grids by region, prices by instance. Names match without regard to case,
/// spaces and punctuation.
public final class FactorTable {
    private final String kind;
    private final Unit unit;
    private final SequencedMap<String, Figure> figures = new LinkedHashMap<>();

    /// @param kind what the names name, for messages: `hardware`, `grid`, `instance`
    /// @throws IllegalArgumentException if a figure has another unit
    public FactorTable(String kind, Unit unit, Map<String, Figure> figures) {
        this.kind = kind;
        this.unit = unit;
        figures.forEach((name, figure) -> {
            if (figure.unit() != unit) {
                throw new IllegalArgumentException("%s '%s': must be in %s, got %s".formatted(kind, name,
                        unit.symbol(), figure.unit().symbol()));
            }
            this.figures.put(canonical(name), figure);
        });
    }

    /// The figure, not known if the table has no such name.
    public Figure find(String name) {
        Figure figure = figures.get(canonical(name));
        return figure != null ? figure : Figure.notKnown(unit, "no %s '%s' in the tables".formatted(kind, name));
    }

    /// This table with some figures in place of, or besides, its own.
    public FactorTable withOverrides(Map<String, Figure> overrides) {
        var all = new LinkedHashMap<>(figures);
        overrides.forEach((name, figure) -> all.put(canonical(name), figure));
        return new FactorTable(kind, unit, all);
    }

    private static String canonical(String name) {
        return name.toLowerCase(Locale.ROOT).codePoints().filter(Character::isLetterOrDigit)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }
}
