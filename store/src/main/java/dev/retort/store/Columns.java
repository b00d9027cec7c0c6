package dev.retort.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The forms that several tables share.
final class Columns {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private Columns() {}

    /// Instants are ISO-8601 text, to the nanosecond.
    static Instant instant(ResultSet row, String column) throws SQLException {
        return Instant.parse(row.getString(column));
    }

    static OptionalLong number(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /// SQLite has no NaN; it stands as NULL.
    static double real(ResultSet row, String column) throws SQLException {
        double real = row.getDouble(column);
        return row.wasNull() ? Double.NaN : real;
    }

    static @Nullable Double real(double value) {
        return Double.isNaN(value) ? null : value;
    }

    /// Reads an enum constant from its lower-case word: `gave-up` is GAVE_UP.
    static <E extends Enum<E>> E constant(Class<E> type, ResultSet row, String column) throws SQLException {
        String word = row.getString(column);
        for (E constant : type.getEnumConstants()) {
            if (word(constant).equals(word)) {
                return constant;
            }
        }
        throw new SQLException(
                "'%s' as %s is unknown, written by a newer Retort; update Retort".formatted(word, column));
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String strings(List<String> strings) {
        return JSON.writeValueAsString(strings);
    }

    static List<String> strings(ResultSet row, String column) throws SQLException {
        return List.of(JSON.readValue(ExactText.read(row, column), String[].class));
    }
}
