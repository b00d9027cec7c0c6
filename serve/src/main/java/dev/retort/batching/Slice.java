package dev.retort.batching;

/// Texts of one job that go into one batch.
///
/// @param from the first, counted from 0
/// @param to after the last
record Slice(Job job, int from, int to) {
    int size() {
        return to - from;
    }
}
