package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retort.encoder.Batch;
import dev.retort.encoder.Classifier;
import dev.retort.encoder.CounterRandom;
import dev.retort.encoder.Golden;
import dev.retort.student.ClassWeights;
import dev.retort.student.Freeze;
import dev.retort.student.ProblemType;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import dev.retort.train.TrainEvent.Stepped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.Test;

/// What a step does: accumulated batches, rates by layer, frozen layers.
class StepsTest extends TinyBase {
    private static final List<int[]> TEXTS = List.of(new int[]{2, 7, 9, 3}, new int[]{2, 8, 3});

    @Test
    void accumulatedBatchesEqualTheLargeBatch() throws IOException {
        // 19 texts: steps of 8, 8 and 3; class weights make the batches of a step weigh differently
        TrainOptions large = Tiny.options().with(TrainOption.CLASS_WEIGHTS,
                new ClassWeights(false, Map.of("negative", 3.0, "neutral", 0.25)));
        var one = new ArrayList<Stepped>();
        var several = new ArrayList<Stepped>();
        Fit whole = fit(large, "large", one);
        Fit parts = fit(large.with(TrainOption.BATCH_SIZE, 2).with(TrainOption.GRADIENT_ACCUMULATION, 4), "parts",
                several);
        assertThat(several).hasSize(15).hasSameSizeAs(one);
        for (int step = 0; step < one.size(); step++) {
            assertThat(several.get(step).loss()).isCloseTo(one.get(step).loss(), within(1e-5));
            assertThat(several.get(step).gradientNorm()).isCloseTo(one.get(step).gradientNorm(), within(1e-4));
            assertThat(several.get(step).learningRate()).isEqualTo(one.get(step).learningRate());
        }
        try (Classifier first = Classifier.load(Golden.bert(), 3, 1);
                Classifier a = Classifier.load(first.config(), whole.weights(), 3, 1);
                Classifier b = Classifier.load(first.config(), parts.weights(), 3, 1)) {
            assertThat(b.score(TEXTS).getFirst()).containsExactly(a.score(TEXTS).getFirst(), within(1e-4f));
            assertThat(a.score(TEXTS).getFirst()).isNotEqualTo(first.score(TEXTS).getFirst());
        }
    }

    /// From the golden model itself, which has no dropout: its masks would depend on the order of the batches.
    private Fit fit(TrainOptions options, String work, List<Stepped> steps) throws IOException {
        return Tiny.tuning().fit(Tiny.set(), options, Golden.bert(), directory.resolve(work), event -> {
            if (event instanceof Stepped step) {
                steps.add(step);
            }
        });
    }

    @Test
    void theRateFallsFromLayerToLayer() throws IOException {
        Map<String, float[]> before = values(model -> {});
        Map<String, float[]> plain = values(model -> adamW(model, 1));
        Map<String, float[]> decayed = values(model -> adamW(model, 0.5));
        try (Classifier model = Classifier.load(Golden.bert(), 3, 1)) {
            assertThat(model.depth()).isEqualTo(3);
            before.forEach((name, old) -> {
                double factor = Math.pow(0.5, 3 - model.depth(name));
                float[] moved = Objects.requireNonNull(plain.get(name));
                float[] movedLess = Objects.requireNonNull(decayed.get(name));
                for (int i = 0; i < old.length; i++) {
                    assertThat((double) movedLess[i] - old[i]).as("%s[%d]", name, i)
                            .isCloseTo(factor * (moved[i] - old[i]), within(1e-6));
                }
            });
        }
    }

    @Test
    void idleWordsDecayByTheRateOfTheEmbeddings() throws IOException {
        try (Classifier model = Classifier.load(Golden.bert(), 3, 1)) {
            float[] before = Batch.values(model.trained("bert.embeddings.word_embeddings.weight"));
            model.trainWords(TEXTS);
            adamW(model, 0.5);
            float[] after = Batch.values(model.words().idle().orElseThrow());
            int idle = before.length - 1; // of the last word, which no text has
            assertThat(after[idle]).isCloseTo((float) (before[idle] * (1 - 0.01 * 0.125 * 0.1)), within(1e-7f));
        }
    }

    @Test
    void plainGradientDescentIsThatOfPyTorch() throws IOException {
        // torch.optim.SGD: p - lr (g + wd p), no decay of biases; the gradient is clipped to norm 1e-3 before
        try (Classifier model = Classifier.load(Golden.bert(), 3, 1);
                var workers = new Workers(1, 1);
                var gradients = new Gradients(model, workers);
                var sgd = new Sgd(model, gradients, 0.1, 1e-3, 1)) {
            String weight = "classifier.weight";
            String bias = "classifier.bias";
            backward(gradients);
            float[] oldWeight = Batch.values(model.trained(weight));
            float[] oldBias = Batch.values(model.trained(bias));
            float[] gradient = gradient(gradients, weight);
            float[] biasGradient = gradient(gradients, bias);
            double norm = sgd.step(0.5);
            assertThat(norm).isGreaterThan(1e-3);
            for (int i = 0; i < 3; i++) {
                assertThat(Batch.values(model.trained(weight))[i]).isCloseTo(
                        (float) (oldWeight[i] - 0.5 * (gradient[i] * 1e-3 / norm + 0.1 * oldWeight[i])),
                        within(1e-6f));
                assertThat(Batch.values(model.trained(bias))[i])
                        .isCloseTo((float) (oldBias[i] - 0.5 * biasGradient[i] * 1e-3 / norm), within(1e-6f));
            }
            assertThat(gradients.sum(weight)).as("forgotten").isEmpty();
        }
    }

    @Test
    void whatIsFrozenHasNoGradientAndDoesNotMove() throws IOException {
        try (Classifier model = Classifier.load(Golden.bert(), 3, 1)) {
            model.freeze(2);
            model.trainWords(TEXTS);
            Map<String, float[]> before = values(model);
            assertThat(model.trained().keySet()).isNotEmpty()
                    .allSatisfy(name -> assertThat(name).containsAnyOf("layer.1.", "pooler", "classifier"));
            try (var workers = new Workers(2, 1);
                    var gradients = new Gradients(model, workers);
                    var optimizer = new AdamW(model, gradients, 0.1, 1, 1)) {
                backward(gradients);
                for (String name : before.keySet()) {
                    assertThat(gradients.sum(name).isPresent()).as(name).isEqualTo(model.depth(name) >= 2);
                }
                optimizer.step(0.01);
            }
            Map<String, float[]> after = values(model);
            before.forEach((name, old) -> {
                if (model.depth(name) < 2) {
                    assertThat(after.get(name)).as(name).containsExactly(old);
                } else if (!name.endsWith("key.bias")) { // whose gradient is zero
                    assertThat(after.get(name)).as(name).isNotEqualTo(old);
                }
            });
            assertThat(model.idleWords()).as("idle words do not decay").isEmpty();
            assertThatThrownBy(() -> model.freeze(4)).hasMessage("freeze must leave the head: at most 2 layers, got 3");
        }
    }

    @Test
    void aStudentOfFrozenEmbeddingsKeepsThem() throws IOException {
        TrainOptions options = Tiny.options().with(TrainOption.FREEZE, Freeze.EMBEDDINGS);
        Fit fit = fit(options, "frozen", new ArrayList<>());
        try (Classifier base = Classifier.load(Golden.bert(), 3, 1);
                Classifier student = Classifier.load(base.config(), fit.weights(), 3, 1)) {
            String words = "bert.embeddings.word_embeddings.weight";
            assertThat(Batch.values(student.trained(words))).containsExactly(Batch.values(base.trained(words)));
            assertThat(Batch.values(student.trained("classifier.weight")))
                    .isNotEqualTo(Batch.values(base.trained("classifier.weight")));
        }
    }

    @FunctionalInterface
    private interface Change {
        void to(Classifier model);
    }

    private static Map<String, float[]> values(Change change) throws IOException {
        try (Classifier model = Classifier.load(Golden.bert(), 3, 1)) {
            Map<String, float[]> before = values(model);
            change.to(model);
            Map<String, float[]> after = values(model);
            assertThat(after.keySet()).isEqualTo(before.keySet());
            return after;
        }
    }

    private static Map<String, float[]> values(Classifier model) {
        var values = new LinkedHashMap<String, float[]>();
        List<String> names = List.of("bert.embeddings.word_embeddings.weight", "bert.embeddings.LayerNorm.bias",
                "bert.encoder.layer.0.attention.self.query.weight", "bert.encoder.layer.0.output.LayerNorm.weight",
                "bert.encoder.layer.1.attention.self.key.bias", "bert.encoder.layer.1.output.dense.weight",
                "bert.pooler.dense.weight", "classifier.weight", "classifier.bias");
        names.forEach(name -> values.put(name, Batch.values(model.trained(name))));
        return values;
    }

    /// One step at rate 0.01 with decay 0.1.
    private static void adamW(Classifier model, double layerDecay) {
        try (var workers = new Workers(1, 1);
                var gradients = new Gradients(model, workers);
                var optimizer = new AdamW(model, gradients, 0.1, 1, layerDecay)) {
            backward(gradients);
            optimizer.step(0.01);
        }
    }

    private static void backward(Gradients gradients) {
        var samples = List.of(
                Sample.of(ProblemType.SINGLE_LABEL, TEXTS.get(0), TrainingText.labelled("a", "", 0, 3)),
                Sample.of(ProblemType.SINGLE_LABEL, TEXTS.get(1), TrainingText.labelled("b", "", 2, 3)));
        gradients.add(samples, Loss.weight(samples), shard -> CounterRandom.of(shard));
    }

    private static float[] gradient(Gradients gradients, String name) {
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            return Batch.values(gradients.addUp(name).orElseThrow());
        }
    }
}
