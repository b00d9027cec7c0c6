package dev.retort.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/// The forms `retort.db` has had. Script n makes form n of form n - 1, script 1 of an empty file;
/// `PRAGMA user_version` says which form a file has.
///
/// @param scripts SQL, one statement a paragraph, paragraphs separated by blank lines, comments on lines of their own
record Migrations(List<String> scripts) {
    /// Those in `migrations/`, which are never edited: a change of the form is another file, named here.
    static final Migrations SHIPPED = new Migrations(List.of(read("001.sql"), read("002.sql"), read("003.sql")));

    Migrations {
        scripts = List.copyOf(scripts);
    }

    /// The newest form, which this program reads and writes.
    int version() {
        return scripts.size();
    }

    /// Brings the file to [#version()] in one transaction.
    ///
    /// @return whether anything was done
    boolean apply(Connection connection) throws SQLException {
        if (Sql.number(connection, "PRAGMA user_version") >= version()) {
            return false;
        }
        Sql.run(connection, "BEGIN IMMEDIATE");
        try {
            // another process may just have done it
            int from = Math.min(Sql.number(connection, "PRAGMA user_version"), version());
            for (String script : scripts.subList(from, version())) {
                run(connection, script);
            }
            Sql.run(connection, "PRAGMA application_id = " + StoreFile.APPLICATION_ID);
            if (from < version()) {
                Sql.run(connection, "PRAGMA user_version = " + version());
            }
            Sql.run(connection, "COMMIT");
        } catch (SQLException | RuntimeException | Error failure) {
            rollBackSuppressed(connection, failure);
            throw failure;
        }
        return true;
    }

    private static void run(Connection connection, String script) throws SQLException {
        String statements = script.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
        for (String statement : statements.strip().split("\n\\s*\n")) {
            Sql.run(connection, statement);
        }
    }

    private static void rollBackSuppressed(Connection connection, Throwable failure) {
        try {
            Sql.run(connection, "ROLLBACK");
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }

    private static String read(String name) {
        try (InputStream resource = Migrations.class.getResourceAsStream("migrations/" + name)) {
            if (resource == null) {
                throw new IllegalStateException("no migration " + name);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
