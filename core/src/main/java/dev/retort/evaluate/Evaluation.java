package dev.retort.evaluate;

import dev.retort.dataset.ReferenceSource;
import java.util.List;
import java.util.Optional;

/// Metrics of a teacher or a student on reference labels. Kept in the store as [EvaluationJson].
///
/// An example without a prediction is wrong: it lowers accuracy and its class's recall, and is nobody's false positive,
/// so that micro precision and micro recall differ where coverage is below 1. What is undefined is 0 (precision of a
/// class never predicted, the Matthews coefficient of a single class). Averages run over all given classes, also ones
/// without examples.
///
/// @param source who gave the reference labels; every table says so
/// @param confusion all counts the other numbers come from
/// @param accuracy share of all examples that are right, those not labelled counted as wrong
/// @param accuracyOfLabelled share of the labelled examples that are right; 0 if none is
/// @param coverage share of the examples that were labelled at all
/// @param balancedAccuracy mean recall of the classes that occur in the reference
/// @param macro mean over the classes
/// @param micro over all decisions
/// @param weighted mean over the classes weighted by support
/// @param mcc the Matthews correlation coefficient; 'not labelled' is a class of its own there
/// @param probabilities empty if the predictor gives no probabilities
/// @param accuracyInterval 95 % percentile bootstrap interval of [#accuracy()]
/// @param macroF1Interval 95 % percentile bootstrap interval of the macro F1
public record Evaluation(ReferenceSource source, ConfusionMatrix confusion, double accuracy, double accuracyOfLabelled,
        double coverage, double balancedAccuracy, Scores macro, Scores micro, Scores weighted,
        List<ClassScores> perClass, double mcc, Optional<ProbabilityScores> probabilities, Interval accuracyInterval,
        Interval macroF1Interval) {
    public Evaluation {
        perClass = List.copyOf(perClass);
    }

    /// @param classes their names, in class order
    /// @param judgements at least one; all or none with probabilities
    /// @param seed of the bootstrap
    /// @throws IllegalArgumentException if there is nothing to judge, or a class index or a number of probabilities
    ///         does not fit the classes
    public static Evaluation of(List<String> classes, List<Judgement> judgements, ReferenceSource source, long seed) {
        Checks.require(classes, judgements);
        var confusion = ConfusionMatrix.of(classes, judgements);
        var metrics = new ConfusionMetrics(confusion);
        var bootstrap = Bootstrap.of(confusion, seed);
        boolean withProbabilities = !judgements.getFirst().probabilities().isEmpty();
        return new Evaluation(source, confusion, metrics.accuracy(), metrics.accuracyOfLabelled(), metrics.coverage(),
                metrics.balancedAccuracy(), metrics.macro(), metrics.micro(), metrics.weighted(), metrics.perClass(),
                metrics.mcc(),
                withProbabilities ? Optional.of(ProbabilityScores.of(judgements)) : Optional.empty(),
                bootstrap.accuracy(), bootstrap.macroF1());
    }

    public List<String> classes() {
        return confusion.classes();
    }

    public int examples() {
        return confusion.examples();
    }

    public int labelled() {
        return confusion.labelled();
    }
}
