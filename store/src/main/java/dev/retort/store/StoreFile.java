package dev.retort.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// The file on disk: whether it is ours, its form, and connections to it.
///
/// Before SQLite may touch an existing file, its header is read through an `immutable` connection, which takes no
/// locks and writes nothing. (Reading it with `java.nio` would be worse than slow: POSIX locks belong to the process,
/// so closing that channel would drop the locks of every other connection of this JVM.) A header is always ours from
/// the first commit on, because id and tables are committed together before WAL mode is switched on, and a migration
/// is checkpointed into it at once.
final class StoreFile {
    /// "Rtrt", at offset 68 of the file.
    static final int APPLICATION_ID = 0x52747274;

    private final Path file;
    private final Limits limits;
    private final Migrations migrations;

    private StoreFile(Path file, Limits limits, Migrations migrations) {
        this.file = file;
        this.limits = limits;
        this.migrations = migrations;
    }

    Path path() {
        return file;
    }

    Limits limits() {
        return limits;
    }

    /// Checks, creates or migrates the file.
    ///
    /// @throws StoreException if it is not ours, newer than this program, or cannot be written
    static StoreFile open(Path file, Limits limits, Migrations migrations) {
        SqliteNative.load();
        var store = new StoreFile(file.toAbsolutePath().normalize(), limits, migrations);
        try {
            store.requirePlace();
            store.requireOurs();
            try (Connection connection = store.connect("")) {
                store.prepare(connection);
            }
            return store;
        } catch (SQLException failure) {
            throw Faults.translate(store.file, failure);
        }
    }

    private void requirePlace() {
        Path directory = file.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new StoreException(
                    "%s: no directory %s to keep it in; make it".formatted(file.getFileName(), directory));
        }
        if (Files.isDirectory(file)) {
            throw new StoreException(Faults.notAStore(file));
        }
        if (!Files.isWritable(directory) || (Files.exists(file) && !Files.isWritable(file))) {
            throw new StoreException("%s: cannot be opened for writing; allow writing to it and to its directory %s"
                    .formatted(file.getFileName(), directory));
        }
    }

    /// Leaves the file untouched. After a crash in mid-creation (a rollback journal lies beside it) only SQLite can say
    /// what the file holds; [#prepare] asks again.
    private void requireOurs() throws SQLException {
        if (!Files.exists(file) || Files.exists(beside("-journal"))) {
            return;
        }
        // after a crash the newest header may still be in the write-ahead log, which a read-only connection leaves alone
        String how = Files.exists(beside("-wal")) ? "?mode=ro" : "?immutable=1";
        try (Connection header = connect(how)) {
            requireOurs(header);
        }
    }

    private Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private void requireOurs(Connection connection) throws SQLException {
        int application = Sql.number(connection, "PRAGMA application_id");
        int version = Sql.number(connection, "PRAGMA user_version");
        boolean empty = application == 0 && version == 0
                && Sql.number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
        if (!empty && application != APPLICATION_ID) {
            throw new StoreException(Faults.notAStore(file));
        }
        if (version > migrations.version()) {
            throw new StoreException("%s: written by a newer Retort (schema %d, this one knows %d); update Retort"
                    .formatted(file.getFileName(), version, migrations.version()));
        }
    }

    private void prepare(Connection connection) throws SQLException {
        Sql.run(connection, "PRAGMA busy_timeout = " + limits.patience().toMillis());
        Sql.run(connection, "PRAGMA synchronous = FULL");
        Sql.run(connection, "PRAGMA fullfsync = ON");
        Sql.run(connection, "PRAGMA max_page_count = " + limits.maxPages());
        requireOurs(connection);
        if (migrations.apply(connection, this::requireOurs)) {
            Sql.run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
        Sql.run(connection, "PRAGMA journal_mode = WAL");
    }

    /// The connection of the one thread that writes.
    Handle openWriter() {
        return open(List.of("PRAGMA synchronous = FULL", "PRAGMA fullfsync = ON", "PRAGMA foreign_keys = ON",
                "PRAGMA journal_size_limit = 67108864", "PRAGMA max_page_count = " + limits.maxPages()));
    }

    Handle openReader() {
        return open(List.of("PRAGMA query_only = ON"));
    }

    private Handle open(List<String> settings) {
        try {
            Connection connection = connect("");
            try {
                Sql.run(connection, "PRAGMA busy_timeout = " + limits.patience().toMillis());
                for (String setting : settings) {
                    Sql.run(connection, setting);
                }
                Jdbi jdbi = Jdbi.create(() -> connection);
                jdbi.registerArgument(new ExactText());
                return jdbi.open();
            } catch (SQLException | RuntimeException | Error failure) {
                closeSuppressed(connection, failure);
                throw failure;
            }
        } catch (SQLException failure) {
            throw Faults.translate(file, failure);
        }
    }

    private static void closeSuppressed(Connection connection, Throwable failure) {
        try {
            connection.close();
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }

    /// The file is named by a URI, in which SQLite and its driver leave `?`, `#` and `:` of a path alone.
    private Connection connect(String parameters) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file.toUri() + parameters);
    }
}
