package dev.retort.store;

import java.time.Instant;

/// A stage that has run to its end.
///
/// @param inputHash of everything the stage read; it runs again when that differs
/// @param output what the stage wants to remember, as JSON
public record StageRecord(String name, String inputHash, String output, Instant finishedAt) {}
