package dev.retort.pipeline;

import dev.retort.evaluate.ClassScores;
import dev.retort.evaluate.ConfusionMatrix;
import dev.retort.evaluate.Evaluation;
import dev.retort.report.ClassScore;
import dev.retort.report.Confusion;
import dev.retort.report.Contender;
import dev.retort.report.Estimate;
import dev.retort.report.Scores;
import dev.retort.report.Unit;
import dev.retort.store.EvaluationRecord.SubjectKind;
import java.util.ArrayList;
import java.util.List;

/// Standings as contenders of the page.
final class Contenders {
    private Contenders() {}

    static Contender of(Standing standing) {
        return new Contender(standing.title(),
                standing.kind() == SubjectKind.STUDENT ? Contender.Role.STUDENT : Contender.Role.TEACHER,
                standing.detail(), standing.evaluation().map(Contenders::scores),
                Cells.of(standing.perMillion().money(), Unit.DOLLARS),
                Cells.of(standing.textsPerSecond(), Unit.TEXTS_PER_SECOND));
    }

    private static Scores scores(Evaluation evaluation) {
        return new Scores(evaluation.examples(),
                Estimate.of(evaluation.accuracy(), evaluation.accuracyInterval().low(),
                        evaluation.accuracyInterval().high()),
                Estimate.of(evaluation.balancedAccuracy()),
                Estimate.of(evaluation.macro().f1(), evaluation.macroF1Interval().low(),
                        evaluation.macroF1Interval().high()),
                Estimate.of(evaluation.micro().f1()), Estimate.of(evaluation.weighted().f1()), evaluation.coverage(),
                evaluation.perClass().stream().map(Contenders::ofClass).toList(),
                List.of(average("macro average", evaluation.macro(), evaluation.examples()),
                        average("micro average", evaluation.micro(), evaluation.examples()),
                        average("weighted average", evaluation.weighted(), evaluation.examples())),
                confusion(evaluation.confusion()));
    }

    private static ClassScore ofClass(ClassScores scores) {
        return new ClassScore(scores.label(), scores.scores().precision(), scores.scores().recall(),
                scores.scores().f1(), scores.support());
    }

    private static ClassScore average(String name, dev.retort.evaluate.Scores scores, int examples) {
        return new ClassScore(name, scores.precision(), scores.recall(), scores.f1(), examples);
    }

    /// The column of texts without a label is shown only where there is one.
    private static Confusion confusion(ConfusionMatrix matrix) {
        boolean all = matrix.labelled() == matrix.examples();
        List<String> given = new ArrayList<>(matrix.classes());
        if (!all) {
            given.add("no label");
        }
        return new Confusion(matrix.classes(), given,
                matrix.counts().stream().map(row -> row.subList(0, given.size())).toList());
    }
}
