package dev.retort.store;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Tests with an empty store each.
abstract class TemporaryStore {
    @TempDir
    private Path directory;

    Store store;

    @BeforeEach
    void open() {
        store = Store.open(directory.resolve("retort.db"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    /// As another process would find it.
    void reopen() {
        close();
        open();
    }
}
