package dev.retort.task;

/// A worked example shown in the prompt.
///
/// @param reason why the value is right, shown in chain-of-thought prompts; may be empty
public record FewShot(String text, Value value, String reason) {}
