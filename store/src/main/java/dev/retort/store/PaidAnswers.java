package dev.retort.store;

import dev.retort.teacher.Usage;

/// What hosts charged for all answers that one teacher got of one model in one way; recorded answers left out.
///
/// @param teacher for whom they were first asked
/// @param usage of those whose host told
/// @param batched whether batches brought them, at half the price
public record PaidAnswers(String teacher, String model, long answers, Usage usage, boolean batched) {

    /// By single requests.
    public PaidAnswers(String teacher, String model, long answers, Usage usage) {
        this(teacher, model, answers, usage, false);
    }
}
