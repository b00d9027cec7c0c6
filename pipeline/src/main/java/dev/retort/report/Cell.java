package dev.retort.report;

import java.util.OptionalDouble;

/// One figure of money, time or energy with its basis.
///
/// @param value in the unit; empty exactly when the basis is not known
/// @param upTo the upper end where the figure is a range from `value` up
public record Cell(OptionalDouble value, OptionalDouble upTo, Unit unit, Basis basis) {
    public Cell {
        value.ifPresent(v -> Rules.amount("a figure", v));
        upTo.ifPresent(v -> Rules.amount("the upper end of a figure", v));
        Rules.require(value.isPresent() != basis instanceof Basis.NotKnown, "a figure",
                "has a value exactly when its basis is known", value);
        Rules.require(upTo.isEmpty() || upTo.getAsDouble() >= value.orElse(Double.MAX_VALUE),
                "the upper end of a figure", "must not be below its value", upTo);
    }

    public static Cell measured(double value, Unit unit) {
        return of(value, unit, new Basis.Measured(""));
    }

    public static Cell measured(double value, Unit unit, String source) {
        return of(value, unit, new Basis.Measured(source));
    }

    public static Cell estimated(double value, Unit unit, String formula) {
        return of(value, unit, new Basis.Estimated(formula));
    }

    public static Cell published(double value, Unit unit, String where) {
        return of(value, unit, new Basis.Published(where));
    }

    public static Cell notKnown(Unit unit, String why) {
        return new Cell(OptionalDouble.empty(), OptionalDouble.empty(), unit, new Basis.NotKnown(why));
    }

    public static Cell of(double value, Unit unit, Basis basis) {
        return new Cell(OptionalDouble.of(value), OptionalDouble.empty(), unit, basis);
    }

    /// The same figure as the lower end of a range.
    public Cell upTo(double upper) {
        return new Cell(value, OptionalDouble.of(upper), unit, basis);
    }
}
