package dev.retort.store;

import java.time.Instant;

/// A trained student.
///
/// @param name unique in the workspace; a student of the same name replaces the earlier one
/// @param directory relative to the workspace
/// @param base the model it was fine-tuned from
/// @param options the training options as JSON
/// @param provenance where its data and weights come from, as JSON
public record StudentRecord(String name, String directory, String base, String options, String provenance, long seed,
        Instant createdAt) {}
