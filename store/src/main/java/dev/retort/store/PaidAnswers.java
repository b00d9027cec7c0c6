package dev.retort.store;

import dev.retort.teacher.Usage;

/// What hosts charged for all answers that one teacher got of one model; recorded answers left out.
///
/// @param teacher for whom they were first asked
/// @param usage of those whose host told
public record PaidAnswers(String teacher, String model, long answers, Usage usage) {}
