package dev.retort.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;

/// The forms `retort.db` has had, as numbered SQL files that are never edited: `migrations/001.sql` makes form 1 of an
/// empty file, `002.sql` makes form 2 of form 1. `PRAGMA user_version` says which form a file has.
final class Migrations {
    /// The newest form, which this program reads and writes.
    static final int VERSION = 1;

    /// Asked again under the write lock, because another process may just have migrated.
    interface Check {
        void check(Connection connection) throws SQLException;
    }

    private Migrations() {}

    /// Brings the file to [#VERSION] in one transaction.
    ///
    /// @return whether anything was done
    static boolean apply(Connection connection, Check check) throws SQLException {
        if (Sql.number(connection, "PRAGMA user_version") == VERSION) {
            return false;
        }
        Sql.run(connection, "BEGIN IMMEDIATE");
        try {
            check.check(connection);
            for (int next = Sql.number(connection, "PRAGMA user_version") + 1; next <= VERSION; next++) {
                for (String statement : script(next).split(";")) {
                    Sql.run(connection, statement);
                }
            }
            Sql.run(connection, "PRAGMA application_id = " + StoreFile.APPLICATION_ID);
            Sql.run(connection, "PRAGMA user_version = " + VERSION);
            Sql.run(connection, "COMMIT");
        } catch (SQLException | RuntimeException | Error failure) {
            rollBackSuppressed(connection, failure);
            throw failure;
        }
        return true;
    }

    private static void rollBackSuppressed(Connection connection, Throwable failure) {
        try {
            Sql.run(connection, "ROLLBACK");
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }

    /// The statements of a migration, separated by `;`, without comments.
    private static String script(int number) {
        String name = "migrations/%03d.sql".formatted(number);
        try (InputStream resource = Migrations.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("no migration " + name);
            }
            String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n")).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
