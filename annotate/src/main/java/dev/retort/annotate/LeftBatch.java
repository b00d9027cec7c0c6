package dev.retort.annotate;

/// A batch that goes on at a host after the run.
///
/// @param teacher that asked
/// @param batch the host's name for it, or ours if it may not have been created
public record LeftBatch(String teacher, String batch, long requests) {}
