package dev.retort.report;

import dev.retort.bill.Figure;
import dev.retort.bill.Unit;

/// What the records of the report demand of their components.
final class Rules {
    private Rules() {}

    static void text(String name, String value) {
        require(!value.isBlank(), name, "must have text", value);
    }

    static void share(String name, double value) {
        require(value >= 0 && value <= 1, name, "must be from 0 to 1", value);
    }

    static void count(String name, long value) {
        require(value >= 0, name, "must not be negative", value);
    }

    static void amount(String name, double value) {
        require(value >= 0 && Double.isFinite(value), name, "must be a finite number, not negative", value);
    }

    static void unit(String name, Figure figure, Unit unit) {
        require(figure.unit() == unit, name, "must be in " + unit.symbol(), figure.unit().symbol());
    }

    static void require(boolean holds, String name, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("report: %s %s, got '%s'".formatted(name, rule, value));
        }
    }
}
