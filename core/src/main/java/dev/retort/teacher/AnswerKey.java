package dev.retort.teacher;

/// What an answer answers: the intended request (host, base URL, model, messages and parameters before any were
/// dropped; no credentials, no `n`) and the vote. The same key is never paid for twice.
///
/// @param request SHA-256 of the intended request, 64 hex digits
/// @param vote from 1
public record AnswerKey(String request, int vote) {}
