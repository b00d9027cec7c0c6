package dev.retort.store;

/// How many votes of a teacher could be read.
///
/// @param read with a value
/// @param unreadable without one
/// @param refused the model declined
public record VoteKinds(long read, long unreadable, long refused) {}
