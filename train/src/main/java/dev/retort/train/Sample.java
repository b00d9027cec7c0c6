package dev.retort.train;

import dev.retort.infer.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/// A training text as the encoder sees it.
final class Sample {
    private final int[] ids;
    private final TrainingText text;

    private Sample(int[] ids, TrainingText text) {
        this.ids = ids;
        this.text = text;
    }

    static List<Sample> of(List<TrainingText> texts, Tokenizer tokenizer) {
        int[][] ids = tokenizer.encode(texts.stream().map(TrainingText::text).toList());
        var samples = new ArrayList<Sample>();
        for (int i = 0; i < ids.length; i++) {
            samples.add(new Sample(ids[i], texts.get(i)));
        }
        return samples;
    }

    static Sample of(int[] ids, TrainingText text) {
        return new Sample(ids.clone(), text);
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
}
