package dev.retort.pipeline;

import dev.retort.dataset.Example;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Texts drawn at random. A larger sample of the same seed holds the smaller one.
final class SampledTexts {
    private SampledTexts() {}

    static List<Example> of(List<Example> examples, int most, long seed) {
        var shuffled = new ArrayList<>(examples);
        Collections.shuffle(shuffled, new Random(seed));
        return List.copyOf(shuffled.subList(0, Math.min(most, shuffled.size())));
    }
}
