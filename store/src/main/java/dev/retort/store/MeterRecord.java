package dev.retort.store;

import java.time.Instant;
import java.util.Locale;

/// A figure for the bill. Stage, subject and name identify it: a new reading replaces the old one.
///
/// @param stage the piece of work: `annotate`, `train`, ...
/// @param subject the teacher or student it is about; empty for the stage as a whole
/// @param unit of the value: `s`, `USD`, `kWh`, `kg`, `tokens`, ...
/// @param source what was measured, or the formula of the estimate
public record MeterRecord(String stage, String subject, String name, double value, String unit, Basis basis,
        String source, Instant at) {

    /// How a figure came about.
    public enum Basis {
        MEASURED, ESTIMATED;

        /// The basis' name in the store.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
