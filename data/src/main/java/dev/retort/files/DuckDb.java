package dev.retort.files;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/// DuckDB, kept to the one thing it is for here: Parquet. No extension is fetched or loaded (Parquet is built in), memory
/// and threads are limited, and nothing outside the named paths can be touched.
final class DuckDb {
    private DuckDb() {}

    /// Opens a database in memory, or in a file where `database` is not empty.
    static Connection open(String database, String memory) throws SQLException {
        var settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("allow_community_extensions", "false");
        settings.setProperty("memory_limit", memory);
        settings.setProperty("threads", "1");
        settings.setProperty("jdbc_stream_results", "true");
        return DriverManager.getConnection("jdbc:duckdb:" + database, settings);
    }

    /// From here on nothing but `path` can be read or written, and this cannot be undone.
    static void confine(Connection connection, Path path) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET allowed_paths = [%s, %s]".formatted(literal(path.toString()), literal(pattern(path))));
            statement.execute("SET enable_external_access = false");
            statement.execute("SET lock_configuration = true");
        }
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /// A path as a pattern that matches only itself.
    static String pattern(Path path) {
        return path.toString().replace("[", "[[]").replace("*", "[*]").replace("?", "[?]");
    }
}
