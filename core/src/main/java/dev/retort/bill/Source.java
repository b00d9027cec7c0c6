package dev.retort.bill;

import java.time.LocalDate;
import java.util.Optional;

/// Where a figure comes from.
///
/// @param name who says so: a price list, a data set, `retort.yaml`, this machine's clock
/// @param date when it was true; empty if the source names none
public record Source(String name, Optional<LocalDate> date) {
    public Source {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a source needs a name");
        }
    }

    public static Source undated(String name) {
        return new Source(name, Optional.empty());
    }

    /// @param date such as 2026-08-01
    public static Source of(String name, String date) {
        return new Source(name, Optional.of(LocalDate.parse(date)));
    }

    /// Both, for a figure that rests on two.
    Source and(Source other) {
        if (name.contains(other.name)) {
            return this;
        }
        Optional<LocalDate> older = date.flatMap(mine -> other.date.map(its -> mine.isBefore(its) ? mine : its));
        return new Source(name + "; " + other.name, older.or(() -> date).or(() -> other.date));
    }

    @Override
    public String toString() {
        return date.map(day -> name + " (" + day + ")").orElse(name);
    }
}
