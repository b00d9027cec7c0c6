package dev.retort.store;

import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/// Keeps every Java string exactly. Text is UTF-8 in SQLite, which has no form for an unpaired surrogate (a reply cut
/// in the middle of an emoji): a string with one is a BLOB of UTF-16BE instead.
final class ExactText extends AbstractArgumentFactory<String> {
    ExactText() {
        super(Types.VARCHAR);
    }

    @Override
    protected Argument build(String value, ConfigRegistry config) {
        return (position, statement, context) -> bind(statement, position, value);
    }

    static void bind(PreparedStatement statement, int position, String value) throws SQLException {
        if (isUnicode(value)) {
            statement.setString(position, value);
        } else {
            statement.setBytes(position, units(value));
        }
    }

    static String read(ResultSet row, String column) throws SQLException {
        return find(row, column)
                .orElseThrow(() -> new SQLException("column '%s' must not be null".formatted(column)));
    }

    static Optional<String> find(ResultSet row, String column) throws SQLException {
        return switch (row.getObject(column)) {
            case null -> Optional.empty();
            case byte[] utf16 -> Optional.of(ByteBuffer.wrap(utf16).asCharBuffer().toString());
            case Object text -> Optional.of(text.toString());
        };
    }

    /// The charset UTF-16 would replace unpaired surrogates as well.
    private static byte[] units(String text) {
        ByteBuffer units = ByteBuffer.allocate(2 * text.length());
        units.asCharBuffer().put(text);
        return units.array();
    }

    private static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isSurrogate(unit)) {
                boolean paired = Character.isHighSurrogate(unit) && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
