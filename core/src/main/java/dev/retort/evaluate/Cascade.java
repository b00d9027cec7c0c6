package dev.retort.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// What would come of a cascade: of texts whose label the student finds less probable than a threshold a teacher is asked,
/// and its label is taken if it gives one. One step for about every twentieth of the texts, from none asked to all.
///
/// @param chosen which step asks least while its accuracy is within [#SLACK] of the best. It is found on the texts that
///        it is told on, and so a little too good.
public record Cascade(List<Step> steps, int chosen) {
    /// Half a point of accuracy is worth the money of no teacher.
    public static final double SLACK = 0.005;
    private static final int STEPS = 20;

    /// @param threshold texts whose label is less probable are asked about
    /// @param asked share of the texts
    /// @param accuracy of the labels that come out
    public record Step(double threshold, double asked, double accuracy, double macroF1) {}

    public Cascade {
        steps = List.copyOf(steps);
        Objects.checkIndex(chosen, steps.size());
    }

    public Step choice() {
        return steps.get(chosen);
    }

    /// @param student each with probabilities
    /// @param teacher of the same examples in the same order
    /// @throws IllegalArgumentException if there is nothing to judge or the two do not fit together
    public static Cascade of(List<String> classes, List<Judgement> student, List<Judgement> teacher) {
        Checks.require(classes, student);
        Checks.require(classes, teacher);
        if (student.size() != teacher.size()) {
            throw new IllegalArgumentException("a cascade needs the same examples of both, got %d and %d"
                    .formatted(student.size(), teacher.size()));
        }
        double[] sureness = student.stream().mapToDouble(Cascade::sureness).toArray();
        double[] sorted = sureness.clone();
        Arrays.sort(sorted);
        var steps = new ArrayList<Step>();
        for (int at = 0; at <= STEPS; at++) {
            int least = (int) Math.round(at * sorted.length / (double) STEPS);
            double threshold = least < sorted.length ? sorted[least] : 1;
            if (steps.isEmpty() || threshold > steps.getLast().threshold()) {
                steps.add(step(classes, student, teacher, sureness, threshold));
            }
        }
        double best = steps.stream().mapToDouble(Step::accuracy).max().orElseThrow();
        int chosen = IntStream.range(0, steps.size()).filter(at -> steps.get(at).accuracy() >= best - SLACK).boxed()
                .min(Comparator.comparingDouble(at -> steps.get(at).asked())).orElseThrow();
        return new Cascade(steps, chosen);
    }

    private static Step step(List<String> classes, List<Judgement> student, List<Judgement> teacher,
            double[] sureness, double threshold) {
        var mixed = new ArrayList<Judgement>();
        int asked = 0;
        for (int text = 0; text < sureness.length; text++) {
            boolean unsure = sureness[text] < threshold;
            asked += unsure ? 1 : 0;
            boolean taken = unsure && teacher.get(text).predicted().isPresent();
            mixed.add(taken ? teacher.get(text) : student.get(text));
        }
        var metrics = new ConfusionMetrics(ConfusionMatrix.of(classes, mixed));
        return new Step(threshold, asked / (double) sureness.length, metrics.accuracy(), metrics.macro().f1());
    }

    /// The probability of the label that the student gives.
    private static double sureness(Judgement judgement) {
        if (judgement.probabilities().isEmpty() || judgement.predicted().isEmpty()) {
            throw new IllegalArgumentException("a cascade needs a student's label and probabilities for every example");
        }
        return judgement.probabilities().get(judgement.predicted().getAsInt());
    }
}
