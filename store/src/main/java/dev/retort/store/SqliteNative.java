package dev.retort.store;

/// Where SQLite's native library is loaded from.
final class SqliteNative {
    private SqliteNative() {}

    static void load() {}
}
