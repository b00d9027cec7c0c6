package dev.retort.files;

/// Where written rows end up.
sealed interface RowTarget permits RowTarget.Stream, WholeFile {
    /// What people call it.
    String shown();

    /// Everything is written and flushed: put it in place.
    void commit();

    /// Leaves nothing behind that was not committed.
    void close();

    /// Somebody else's stream: what is written is out, and closing is theirs.
    record Stream(String shown) implements RowTarget {
        @Override
        public void commit() {}

        @Override
        public void close() {}
    }
}
