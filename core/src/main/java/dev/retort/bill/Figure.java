package dev.retort.bill;

import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;

/// One number of a bill with its unit and its origin. What nobody knows is said to be not known, with the reason; it is
/// never 0, and whatever is computed from it is not known either.
public sealed interface Figure {

    Unit unit();

    /// @param formula how it was computed, in words and symbols; empty unless estimated
    record Known(double value, Unit unit, Basis basis, String formula, Source source) implements Figure {
        public Known {
            requireNumber(value, unit);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.6g %s (%s)", value, unit.symbol(), provenance(basis, formula, source));
        }
    }

    /// A range: the figure is somewhere from low to high.
    record Between(double low, double high, Unit unit, Basis basis, String formula, Source source) implements Figure {
        public Between {
            requireNumber(low, unit);
            requireNumber(high, unit);
            if (low > high) {
                throw new IllegalArgumentException(
                        "a range must run from low to high, got %s to %s %s".formatted(low, high, unit.symbol()));
            }
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.6g to %.6g %s (%s)", low, high, unit.symbol(),
                    provenance(basis, formula, source));
        }
    }

    /// @param why what is missing and, where possible, what would supply it
    record NotKnown(Unit unit, String why) implements Figure {
        @Override
        public String toString() {
            return "not known (" + why + ")";
        }
    }

    static Figure measured(double value, Unit unit, String with) {
        return new Known(value, unit, Basis.MEASURED, "", Source.undated(with));
    }

    static Figure published(double value, Unit unit, Source source) {
        return new Known(value, unit, Basis.PUBLISHED, "", source);
    }

    static Figure estimated(double value, Unit unit, String formula, Source source) {
        return new Known(value, unit, Basis.ESTIMATED, formula, source);
    }

    static Figure notKnown(Unit unit, String why) {
        return new NotKnown(unit, why);
    }

    /// The number, or the middle of a range; empty if not known.
    default Optional<Double> number() {
        return switch (this) {
            case Known known -> Optional.of(known.value());
            case Between range -> Optional.of((range.low() + range.high()) / 2);
            case NotKnown _ -> Optional.empty();
        };
    }

    /// How this figure came to be: `measured`, `published`, `estimated` or `not known`.
    default String basisWord() {
        return switch (this) {
            case Known known -> known.basis().word();
            case Between range -> range.basis().word();
            case NotKnown _ -> "not known";
        };
    }

    /// An estimate computed from this figure and another. Ranges stay ranges; not known stays not known.
    ///
    /// @param operation rising in both arguments, so that the ends of ranges go to the ends of the result
    /// @param formula how, for the reader of the bill
    default Figure with(Figure other, Unit unit, String formula, DoubleBinaryOperator operation) {
        return switch (this) {
            case NotKnown unknown -> new NotKnown(unit, unknown.why());
            case Known a -> switch (other) {
                case NotKnown unknown -> new NotKnown(unit, unknown.why());
                case Known b -> new Known(operation.applyAsDouble(a.value(), b.value()), unit, Basis.ESTIMATED,
                        formula, a.source().and(b.source()));
                case Between b -> new Between(operation.applyAsDouble(a.value(), b.low()),
                        operation.applyAsDouble(a.value(), b.high()), unit, Basis.ESTIMATED, formula,
                        a.source().and(b.source()));
            };
            case Between a -> switch (other) {
                case NotKnown unknown -> new NotKnown(unit, unknown.why());
                case Known b -> new Between(operation.applyAsDouble(a.low(), b.value()),
                        operation.applyAsDouble(a.high(), b.value()), unit, Basis.ESTIMATED, formula,
                        a.source().and(b.source()));
                case Between b -> new Between(operation.applyAsDouble(a.low(), b.low()),
                        operation.applyAsDouble(a.high(), b.high()), unit, Basis.ESTIMATED, formula,
                        a.source().and(b.source()));
            };
        };
    }

    /// This figure times a plain number of at least 0, as an estimate.
    default Figure times(double factor, Unit unit, String formula) {
        return switch (this) {
            case NotKnown unknown -> new NotKnown(unit, unknown.why());
            case Known a -> new Known(a.value() * factor, unit, Basis.ESTIMATED, formula, a.source());
            case Between a -> new Between(a.low() * factor, a.high() * factor, unit, Basis.ESTIMATED, formula,
                    a.source());
        };
    }

    private static void requireNumber(double value, Unit unit) {
        if (!Double.isFinite(value) || value < 0) {
            throw new IllegalArgumentException(
                    "a figure in %s must be a number of 0 or more, got %s".formatted(unit.symbol(), value));
        }
    }

    private static String provenance(Basis basis, String formula, Source source) {
        return basis.word() + ": " + (formula.isEmpty() ? "" : formula + "; ") + source;
    }
}
