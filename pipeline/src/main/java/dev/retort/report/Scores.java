package dev.retort.report;

import java.util.List;

/// How a contender did against the reference labels.
///
/// @param texts texts with a reference label that it was judged on
/// @param coverage the share of those texts that it gave a label at all
/// @param classes one for each label, in the task's order
/// @param averages such as the macro and the weighted average of `classes`
public record Scores(int texts, Estimate accuracy, Estimate balancedAccuracy, Estimate macroF1, Estimate microF1,
        Estimate weightedF1, double coverage, List<ClassScore> classes, List<ClassScore> averages,
        Confusion confusion) {
    public Scores {
        Rules.count("texts judged", texts);
        Rules.share("coverage", coverage);
        classes = List.copyOf(classes);
        averages = List.copyOf(averages);
    }
}
