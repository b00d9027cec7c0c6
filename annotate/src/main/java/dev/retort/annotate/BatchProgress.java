package dev.retort.annotate;

/// How far one batch is.
///
/// @param batch the host's name for it; empty before it has one
/// @param status the host's word, or ours before it has one: `uploading`
/// @param completed requests that the host has answered
/// @param failed requests that ended in an error there
/// @param total requests of the batch
public record BatchProgress(String teacher, String batch, String status, long completed, long failed, long total) {}
