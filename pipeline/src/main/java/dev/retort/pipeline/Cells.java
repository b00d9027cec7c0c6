package dev.retort.pipeline;

import dev.retort.bill.Figure;
import dev.retort.report.Basis;
import dev.retort.report.Cell;
import dev.retort.report.Unit;

/// Figures of a bill as cells of the page.
final class Cells {
    private Cells() {}

    /// The figure in the page's unit.
    ///
    /// @param perUnit how many of the page's units one of the figure's is: 3600 from hours to seconds
    static Cell of(Figure figure, Unit unit, double perUnit) {
        return switch (figure) {
            case Figure.Known known -> Cell.of(known.value() * perUnit, unit,
                    basis(known.basis(), known.formula(), known.source().toString()));
            case Figure.Between range -> Cell.of(range.low() * perUnit, unit,
                    basis(range.basis(), range.formula(), range.source().toString())).upTo(range.high() * perUnit);
            case Figure.NotKnown unknown -> Cell.notKnown(unit, unknown.why());
        };
    }

    static Cell of(Figure figure, Unit unit) {
        return of(figure, unit, 1);
    }

    private static Basis basis(dev.retort.bill.Basis basis, String formula, String source) {
        return switch (basis) {
            case MEASURED -> new Basis.Measured(source);
            case PUBLISHED -> new Basis.Published(source);
            case ESTIMATED -> new Basis.Estimated(formula.isEmpty() ? source : formula + "; " + source);
        };
    }
}
