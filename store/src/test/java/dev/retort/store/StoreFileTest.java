package dev.retort.store;

import static dev.retort.store.Records.answered;
import static dev.retort.store.Records.example;
import static dev.retort.store.Records.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of files that are not, not any more or not yet a store of this version, and of a full or locked disk.
@Timeout(120)
class StoreFileTest {
    private static final String REFUSED = "retort.db: not a store of Retort; move it away or name another workspace";
    private static final Migrations NEWER = new Migrations(
            shippedAnd("ALTER TABLE example ADD COLUMN note TEXT"));

    @TempDir
    Path directory;

    private static List<String> shippedAnd(String script) {
        return Stream.concat(Migrations.SHIPPED.scripts().stream(), Stream.of(script)).toList();
    }

    private Path file() {
        return directory.resolve("retort.db");
    }

    private static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private Map<String, String> contents() throws IOException {
        var contents = new TreeMap<String, String>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    private void assertRefusedUntouched(String message) throws IOException {
        Map<String, String> before = contents();
        assertThatThrownBy(() -> Store.open(file())).isInstanceOf(StoreException.class).hasMessage(message);
        assertThat(contents().equals(before)).as("files unchanged").isTrue();
    }

    @Test
    void aNewerStoreIsRefusedUntouched() throws Exception {
        Store.open(file()).close();
        try (Connection connection = connect(file())) {
            Sql.run(connection, "PRAGMA user_version = 9");
        }

        assertRefusedUntouched("retort.db: written by a newer Retort (schema 9, this one knows 3); update Retort");
    }

    @Test
    void aNewerStoreWhoseVersionIsStillInTheLogIsRefusedUntouched() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere")).resolve("retort.db");
        Store.open(elsewhere).close();
        try (Connection connection = connect(elsewhere)) {
            Sql.run(connection, "PRAGMA user_version = 9");
            Files.copy(elsewhere, file());
            Files.copy(elsewhere.resolveSibling("retort.db-wal"), directory.resolve("retort.db-wal"));
        }
        byte[] store = Files.readAllBytes(file());
        byte[] log = Files.readAllBytes(directory.resolve("retort.db-wal"));

        assertThatThrownBy(() -> Store.open(file())).isInstanceOf(StoreException.class)
                .hasMessage("retort.db: written by a newer Retort (schema 9, this one knows 3); update Retort");

        assertThat(file()).hasBinaryContent(store);
        assertThat(directory.resolve("retort.db-wal")).hasBinaryContent(log);
    }

    @Test
    void aForeignDatabaseIsRefusedUntouched() throws Exception {
        try (Connection connection = connect(file())) {
            Sql.run(connection, "CREATE TABLE contact (name TEXT)");
        }
        assertRefusedUntouched(REFUSED);

        try (Connection connection = connect(file())) {
            Sql.run(connection, "PRAGMA journal_mode = WAL");
            Sql.run(connection, "PRAGMA application_id = 77");
        }
        assertRefusedUntouched(REFUSED);
    }

    @Test
    void whatIsNoDatabaseIsRefusedUntouched() throws Exception {
        Files.writeString(file(), "text,label\nnot a database,neutral\n");
        assertRefusedUntouched(REFUSED);

        Files.write(file(), new byte[100_000]);
        assertRefusedUntouched(REFUSED);

        Files.write(file(), new byte[0]);
        assertRefusedUntouched(REFUSED);

        Files.delete(file());
        Files.createDirectory(file());
        assertThatThrownBy(() -> Store.open(file())).isInstanceOf(StoreException.class).hasMessage(REFUSED);
    }

    @Test
    void aDamagedStoreIsNamed() throws Exception {
        try (Store store = Store.open(file())) {
            for (int i = 0; i < 200; i++) {
                store.journalAnswer(answered(key(i, 1), "reply ".repeat(100))).join();
            }
        }
        byte[] bytes = Files.readAllBytes(file());
        Arrays.fill(bytes, 4096, bytes.length, (byte) 0x5a);
        Files.write(file(), bytes);

        assertThatThrownBy(() -> {
            try (Store store = Store.open(file())) {
                store.answeredKeys();
            }
        }).isInstanceOf(StoreException.class).hasMessageStartingWith("retort.db: damaged (")
                .hasMessageNotContaining("\n");
    }

    @Test
    void theLogOfARemovedStoreIsNotReplayedIntoANewOne() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other")).resolve("retort.db");
        try (Store store = Store.open(other)) {
            store.saveExamples(List.of(example("1", "one")));
            Files.copy(other.resolveSibling("retort.db-wal"), directory.resolve("retort.db-wal"));
        }

        assertThatThrownBy(() -> Store.open(file())).isInstanceOf(StoreException.class).hasMessage(
                "retort.db: missing, but its log retort.db-wal is there; put the file back or remove the log too");

        Files.delete(directory.resolve("retort.db-wal"));
        try (Store store = Store.open(file())) {
            assertThat(store.examples()).isEmpty();
        }
    }

    @Test
    void namesThatUrisWouldMisread() {
        for (String name : List.of("a b", "50% off", "what?mode=ro", "tag#1", "größe", ":memory:", "a&b=c;d")) {
            Path odd = directory.resolve(name);
            assertThat(odd.toFile().mkdir()).isTrue();
            try (Store store = Store.open(odd.resolve("retort.db"))) {
                store.saveExamples(List.of(example("1", name)));
            }
            try (Store store = Store.open(odd.resolve("retort.db"))) {
                assertThat(store.examples()).containsExactly(example("1", name));
            }
            assertThat(odd.resolve("retort.db")).isRegularFile();
        }
    }

    @Test
    void aMissingDirectoryIsNamed() {
        Path missing = directory.resolve("none");
        assertThatThrownBy(() -> Store.open(missing.resolve("retort.db"))).isInstanceOf(StoreException.class)
                .hasMessage("retort.db: no directory %s to keep it in; make it", missing);
        assertThat(missing).doesNotExist();
    }

    @Test
    void aDirectoryWithoutWritePermissionIsNamed() throws IOException {
        Path readOnly = Stream.of(directory, Path.of("/sys/kernel"), Path.of("/proc/1"))
                .filter(place -> Files.isDirectory(place)
                        && (place.toFile().setWritable(false) || !place.equals(directory)))
                .filter(place -> !Files.isWritable(place)).findFirst().orElse(directory);
        assumeFalse(Files.isWritable(readOnly), "root may write everywhere here");

        assertThatThrownBy(() -> Store.open(readOnly.resolve("retort.db"))).isInstanceOf(StoreException.class)
                .hasMessage(
                        "retort.db: cannot be opened for writing; allow writing to it and to its directory %s",
                        readOnly);

        assertThat(readOnly.resolve("retort.db")).doesNotExist();
        assertThat(directory.toFile().setWritable(true)).isTrue();
    }

    @Test
    void aPlaceWhereSqliteCannotCreateItsFileIsNamed() {
        Path proc = Path.of("/proc/self");
        assumeTrue(Files.isDirectory(proc), "needs Linux");

        assertThatThrownBy(() -> Store.open(proc.resolve("retort.db"))).isInstanceOf(StoreException.class)
                .hasMessage(
                        "retort.db: cannot be opened for writing; allow writing to it and to its directory /proc/self");
    }

    @Test
    void onAFullDiskWhatWasAcknowledgedStays() {
        var acknowledged = new ArrayList<Long>();
        try (Store store = Store.open(file(), new Limits(Duration.ofSeconds(5), Duration.ofMillis(50), 200))) {
            assertThatThrownBy(() -> {
                for (long i = 0; i < 1000; i++) {
                    store.journalAnswer(answered(key(i, 1), "reply ".repeat(1000))).join();
                    acknowledged.add(i);
                }
            }).isInstanceOf(CompletionException.class).cause().isInstanceOf(StoreException.class).hasMessage(
                    "retort.db: no space left for it; free some disk space and run again, what was acknowledged is kept");
            assertThatThrownBy(() -> store.saveExamples(List.of(example("1", "x".repeat(1_000_000)))))
                    .isInstanceOf(StoreException.class).hasMessageContaining("no space left");
        }

        assertThat(acknowledged).hasSizeBetween(10, 999);
        try (Store store = Store.open(file())) {
            assertThat(store.answeredKeys()).hasSize(acknowledged.size())
                    .containsAll(acknowledged.stream().map(number -> key(number, 1)).toList());
            store.journalAnswer(answered(key(5000, 1), "there is space again")).join();
            assertThat(store.answer(key(5000, 1))).isPresent();
        }
    }

    @Test
    void aDiskFullAtCreationLeavesNothing() throws IOException {
        var tiny = new Limits(Duration.ofSeconds(5), Duration.ofMillis(50), 3);
        assertThatThrownBy(() -> Store.open(file(), tiny)).isInstanceOf(StoreException.class)
                .hasMessageStartingWith("retort.db: no space left");
        assertThat(contents()).isEmpty();

        try (Store store = Store.open(file())) {
            assertThat(store.examples()).isEmpty();
        }
    }

    @Test
    void aWriterThatDoesNotLetGoIsNamedToAllWhoWait() throws Exception {
        var impatient = new Limits(Duration.ofMillis(1), Duration.ofMillis(50), 1000);
        try (Store store = Store.open(file(), impatient); Connection other = connect(file())) {
            Sql.run(other, "BEGIN IMMEDIATE");
            var first = store.journalAnswer(answered(key(1, 1), "one"));
            assertThatThrownBy(first::join).cause().isInstanceOf(StoreException.class)
                    .hasMessage("retort.db: another process is writing and does not let go; end it or wait");
            assertThat(store.answeredKeys()).isEmpty();

            Sql.run(other, "COMMIT");
            store.journalAnswer(answered(key(1, 1), "one")).join();
            assertThat(store.answeredKeys()).containsExactly(key(1, 1));
        }
    }

    @Test
    void manyMayCreateItAtOnce() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            var work = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < 8; i++) {
                int number = i;
                work.add(() -> {
                    try (Store store = Store.open(file())) {
                        store.journalAnswer(answered(key(number, 1), "r")).join();
                        return store.answeredKeys().size();
                    }
                });
            }
            for (Future<Integer> result : threads.invokeAll(work)) {
                assertThat(result.get()).isBetween(1, 8);
            }
        }
        try (Store store = Store.open(file())) {
            assertThat(store.answeredKeys()).hasSize(8);
        }
    }

    @Test
    void aMigrationKeepsWhatIsThereAndTheOlderProgramThenRefuses() throws Exception {
        try (Store store = Store.open(file())) {
            store.saveExamples(List.of(example("1", "one")));
        }

        try (var handle = StoreFile.open(file(), Limits.DEFAULT, NEWER).openReader()) {
            assertThat(ExampleTable.list(handle)).containsExactly(example("1", "one"));
            assertThat(handle.createQuery("SELECT note FROM example").mapTo(String.class).list()).hasSize(1);
        }

        assertRefusedUntouched("retort.db: written by a newer Retort (schema 4, this one knows 3); update Retort");
    }

    @Test
    void aFailingMigrationLeavesTheOldForm() throws Exception {
        Store.open(file()).close();
        Map<String, String> before = contents();
        var broken = new Migrations(shippedAnd("""
                -- the first statement works, the second does not
                ALTER TABLE example ADD COLUMN note TEXT

                ALTER TABLE nowhere ADD COLUMN note TEXT
                """));

        assertThatThrownBy(() -> StoreFile.open(file(), Limits.DEFAULT, broken)).isInstanceOf(StoreException.class)
                .hasMessageContaining("nowhere");

        assertThat(contents().equals(before)).isTrue();
        Store.open(file()).close();
    }

    @Test
    void theStoreIsSyncedAtEveryCommit() {
        StoreFile store = StoreFile.open(file(), Limits.DEFAULT, Migrations.SHIPPED);
        try (var writer = store.openWriter(); var reader = store.openReader()) {
            assertThat(writer.createQuery("PRAGMA synchronous").mapTo(int.class).one()).as("FULL").isEqualTo(2);
            assertThat(writer.createQuery("PRAGMA journal_mode").mapTo(String.class).one()).isEqualTo("wal");
            assertThat(writer.createQuery("PRAGMA application_id").mapTo(int.class).one()).isEqualTo(0x52747274);
            assertThatThrownBy(() -> reader.execute("DELETE FROM example")).hasMessageContaining("readonly");
        }
    }
}
