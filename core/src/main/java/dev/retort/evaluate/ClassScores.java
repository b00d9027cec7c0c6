package dev.retort.evaluate;

/// One class's line of a report.
///
/// @param support examples whose reference label this is
/// @param predicted examples that were given this label
public record ClassScores(String label, Scores scores, int support, int predicted) {}
