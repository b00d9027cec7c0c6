package dev.retort.train;

import dev.retort.infer.Tokenizer;
import dev.retort.student.ProblemType;
import java.util.ArrayList;
import java.util.List;

/// A training text as the encoder sees it, with what its loss compares.
final class Sample {
    private final ProblemType problem;
    private final int[] ids;
    private final TrainingText text;

    private Sample(ProblemType problem, int[] ids, TrainingText text) {
        this.problem = problem;
        this.ids = ids;
        this.text = text;
    }

    static List<Sample> of(ProblemType problem, List<TrainingText> texts, Tokenizer tokenizer) {
        int[][] ids = tokenizer.encode(texts.stream().map(TrainingText::text).toList());
        var samples = new ArrayList<Sample>();
        for (int i = 0; i < ids.length; i++) {
            samples.add(new Sample(problem, ids[i], texts.get(i)));
        }
        return samples;
    }

    /// A text of one label.
    static Sample of(int[] ids, TrainingText text) {
        return of(ProblemType.SINGLE_LABEL, ids, text);
    }

    static Sample of(ProblemType problem, int[] ids, TrainingText text) {
        return new Sample(problem, ids.clone(), text);
    }

    /// The same for all samples of a training set.
    ProblemType problem() {
        return problem;
    }

    /// Token ids, special tokens included; not to be changed.
    int[] ids() {
        return ids;
    }

    int tokens() {
        return ids.length;
    }

    List<Double> target() {
        return text.target();
    }

    double weight() {
        return text.weight();
    }

    int label() {
        return text.label();
    }

    boolean[] labelSet() {
        return text.labelSet();
    }
}
