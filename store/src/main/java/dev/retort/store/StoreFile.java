package dev.retort.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// The file on disk: whether it is ours, its form, and connections to it.
///
/// A new store is made under another name and then linked to its own, so that it is never seen half made. Before
/// SQLite may touch an existing file, its header is read through an `immutable` connection, which takes no locks and
/// writes nothing. (Reading it with `java.nio` would be worse than slow: POSIX locks belong to the process, so closing
/// that channel would drop the locks of every other connection of this JVM.)
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
            boolean hasLog = Files.exists(store.log());
            if (!Files.exists(store.file)) {
                store.requireNoLog(hasLog);
                store.create();
            }
            store.requireOurs();
            store.migrate();
            return store;
        } catch (SQLException | IOException failure) {
            throw Faults.translate(store.file, failure);
        }
    }

    /// Only looks; a file that is not there yet may be made.
    static void check(Path file) {
        SqliteNative.load();
        var store = new StoreFile(file.toAbsolutePath().normalize(), Limits.DEFAULT, Migrations.SHIPPED);
        try {
            store.requirePlace();
            if (Files.exists(store.file)) {
                store.requireOurs();
            }
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
            throw new StoreException(Faults.notWritable(file));
        }
    }

    private Path log() {
        return file.resolveSibling(file.getFileName() + "-wal");
    }

    /// SQLite would replay the log of a store that was removed into the new one.
    ///
    /// @param hasLog as seen before the file was seen missing; else it may be that of a store being made right now
    private void requireNoLog(boolean hasLog) {
        if (hasLog) {
            throw new StoreException("%s: missing, but its log %s is there; put the file back or remove the log too"
                    .formatted(file.getFileName(), log().getFileName()));
        }
    }

    private void create() throws SQLException, IOException {
        Path fresh = file.resolveSibling(file.getFileName() + "-new-" + UUID.randomUUID());
        try {
            try (Connection connection = connect(fresh, "")) {
                bound(connection);
                migrations.apply(connection);
                Sql.run(connection, "PRAGMA journal_mode = WAL");
            }
            publish(fresh);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /// Unlike a move, a link never replaces a store that another process has made meanwhile.
    private void publish(Path fresh) throws IOException {
        try {
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException madeMeanwhile) {
            // theirs is as good as ours
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            Files.move(fresh, file);
        }
    }

    /// Leaves the file untouched. If a log lies beside it, the newest header may be in there; a read-only connection
    /// sees it and leaves the log alone.
    private void requireOurs() throws SQLException {
        try (Connection connection = connect(file, Files.exists(log()) ? "?mode=ro" : "?immutable=1")) {
            Sql.run(connection, patience());
            int version = Sql.number(connection, "PRAGMA user_version");
            if (Sql.number(connection, "PRAGMA application_id") != APPLICATION_ID) {
                throw new StoreException(Faults.notAStore(file));
            }
            if (version > migrations.version()) {
                throw new StoreException("%s: written by a newer Retort (schema %d, this one knows %d); update Retort"
                        .formatted(file.getFileName(), version, migrations.version()));
            }
        }
    }

    private void migrate() throws SQLException {
        try (Connection connection = connect(file, "")) {
            bound(connection);
            if (migrations.apply(connection)) {
                // so that the header, which older programs look at first, tells
                Sql.run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            }
        }
    }

    private void bound(Connection connection) throws SQLException {
        for (String setting : List.of(patience(), "PRAGMA synchronous = FULL", "PRAGMA fullfsync = ON",
                "PRAGMA max_page_count = " + limits.maxPages())) {
            Sql.run(connection, setting);
        }
    }

    private String patience() {
        return "PRAGMA busy_timeout = " + limits.patience().toMillis();
    }

    /// The connection of the one thread that writes.
    Handle openWriter() {
        return open(List.of("PRAGMA foreign_keys = ON", "PRAGMA journal_size_limit = 67108864"));
    }

    Handle openReader() {
        return open(List.of("PRAGMA query_only = ON"));
    }

    private Handle open(List<String> settings) {
        try {
            Connection connection = connect(file, "");
            try {
                bound(connection);
                for (String setting : settings) {
                    Sql.run(connection, setting);
                }
                Jdbi jdbi = Jdbi.create(() -> connection);
                jdbi.registerArgument(new ExactText());
                jdbi.setStatementBuilderFactory(ignored -> new KeptStatements());
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

    /// Files are named by a URI, in which SQLite and its driver leave `?`, `#` and `:` of a path alone.
    private static Connection connect(Path file, String parameters) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file.toUri() + parameters);
    }
}
