package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.encoder.Batch;
import dev.retort.encoder.Classifier;
import dev.retort.encoder.CounterRandom;
import dev.retort.encoder.Golden;
import dev.retort.student.ProblemType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The two ways to compute AdamW agree beyond the golden trajectories: layer decay, idle words, frozen layers, files.
class FlatAdamWTest {
    private static final List<int[]> TEXTS = List.of(new int[]{2, 7, 9, 3}, new int[]{2, 8, 3});

    @TempDir
    private Path directory;

    @FunctionalInterface
    private interface Optimizer {
        WeightUpdate of(Classifier model, Gradients gradients, double weightDecay, double maxNorm, double layerDecay);
    }

    @FunctionalInterface
    private interface Work {
        void with(WeightUpdate optimizer, Runnable step) throws IOException;
    }

    @Test
    void ratesByLayerAndIdleWordsMoveAlike() throws IOException {
        Work work = (_, step) -> {
            step.run();
            step.run();
            step.run();
        };
        assertAlike(after(AdamW::new, 0, work), after(FlatAdamW::new, 0, work));
    }

    @Test
    void frozenLayersStay() throws IOException {
        Map<String, float[]> before = after(FlatAdamW::new, 2, (_, _) -> {});
        Map<String, float[]> after = after(FlatAdamW::new, 2, (_, step) -> step.run());
        String low = "bert.encoder.layer.0.output.dense.weight";
        assertThat(after.get(low)).containsExactly(Objects.requireNonNull(before.get(low)));
        assertThat(after.get("classifier.weight")).isNotEqualTo(before.get("classifier.weight"));
        assertAlike(after(AdamW::new, 2, (_, step) -> step.run()), after);
    }

    @Test
    void eachGoesOnFromWhatTheOtherSaved() throws IOException {
        Path ofOne = directory.resolve("one.safetensors");
        Path ofOther = directory.resolve("other.safetensors");
        Work saving = (optimizer, step) -> {
            step.run();
            step.run();
            optimizer.save(optimizer instanceof AdamW ? ofOne : ofOther);
        };
        after(AdamW::new, 0, saving);
        after(FlatAdamW::new, 0, saving);
        Map<String, float[]> whole = after(AdamW::new, 0, goingOnFrom(ofOne));
        assertAlike(whole, after(FlatAdamW::new, 0, goingOnFrom(ofOne)));
        assertAlike(whole, after(AdamW::new, 0, goingOnFrom(ofOther)));
        assertAlike(whole, after(FlatAdamW::new, 0, goingOnFrom(ofOther)));
        assertThat(after(AdamW::new, 0, (_, step) -> step.run()).get("classifier.weight"))
                .as("the moments count").isNotEqualTo(whole.get("classifier.weight"));
    }

    private static Work goingOnFrom(Path moments) {
        return (optimizer, step) -> {
            optimizer.restore(moments, 2);
            step.run();
            assertThat(optimizer.steps()).isEqualTo(3);
        };
    }

    private static void assertAlike(Map<String, float[]> one, Map<String, float[]> other) {
        assertThat(other.keySet()).isEqualTo(one.keySet());
        one.forEach((name, values) -> {
            if (!name.endsWith("key.bias")) { // whose gradient is zero but for rounding, which Adam blows up
                // a step is up to 0.01; gradients near epsilon are steps of their rounding
                assertThat(other.get(name)).as(name).containsExactly(values, within(2e-4f));
            }
        });
    }

    /// All weights after some work at rate 0.01, decay 0.1 and layer decay 0.5.
    private static Map<String, float[]> after(Optimizer adam, int frozen, Work work) throws IOException {
        try (Classifier model = Classifier.load(Golden.bert(), 3, 1)) {
            model.freeze(frozen);
            model.trainWords(TEXTS);
            try (var workers = new Workers(1, 1);
                    var gradients = new Gradients(model, workers);
                    var optimizer = adam.of(model, gradients, 0.1, 1, 0.5)) {
                var samples = List.of(
                        Sample.of(ProblemType.SINGLE_LABEL, TEXTS.get(0), TrainingText.labelled("a", "", 0, 3)),
                        Sample.of(ProblemType.SINGLE_LABEL, TEXTS.get(1), TrainingText.labelled("b", "", 2, 3)));
                work.with(optimizer, () -> {
                    gradients.add(samples, Loss.weight(samples), shard -> CounterRandom.of(shard));
                    optimizer.step(0.01);
                });
            }
            var values = new LinkedHashMap<String, float[]>();
            for (String name : List.of("bert.embeddings.word_embeddings.weight",
                    "bert.encoder.layer.0.output.dense.weight", "bert.encoder.layer.1.attention.self.key.weight",
                    "bert.encoder.layer.1.attention.self.key.bias", "bert.encoder.layer.1.output.LayerNorm.weight",
                    "bert.pooler.dense.bias", "classifier.weight", "classifier.bias")) {
                values.put(name, Batch.values(model.trained(name)));
            }
            model.words().idle().ifPresent(table -> values.put("idle", Batch.values(table)));
            return values;
        }
    }
}
