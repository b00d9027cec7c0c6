package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.retort.encoder.Batch;
import dev.retort.encoder.Classifier;
import dev.retort.encoder.CounterRandom;
import dev.retort.encoder.Golden;
import dev.retort.student.ClassWeights;
import dev.retort.student.ProblemType;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// 18 steps of transformers' Trainer, number by number.
class TrajectoryTest {
    private static final List<String> NAMES = List.of("0", "1", "2");
    private static final int LABELS = NAMES.size();

    /// Each run that transformers was asked for, with its weight decay.
    static Stream<Arguments> stepsEqualTransformers() {
        return Stream.concat(Stream.of(arguments("bert", "multi_label", 0)),
                Stream.of("bert", "roberta", "distilbert", "deberta-v2", "modernbert")
                        .flatMap(family -> Stream.of(arguments(family, "cross_entropy", 0),
                                arguments(family, "weight_decay", 0.01),
                                arguments(family, "soft_labels", 0), arguments(family, "label_smoothing", 0),
                                arguments(family, "class_weights", 0))));
    }

    @ParameterizedTest
    @MethodSource
    void stepsEqualTransformers(String family, String name, double weightDecay) throws IOException {
        follow(family, name, weightDecay, 1, AdamW::new);
    }

    @ParameterizedTest
    @MethodSource("stepsEqualTransformers")
    void stepsByOperationsOfLibtorchEqualTransformers(String family, String name, double weightDecay)
            throws IOException {
        follow(family, name, weightDecay, 1, FlatAdamW::new);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void stepsOfSeveralWorkersEqualTransformers(int workers) throws IOException {
        follow("bert", "weight_decay", 0.01, workers, AdamW::new);
        follow("bert", "multi_label", 0, workers, AdamW::new);
    }

    @FunctionalInterface
    private interface Optimizer {
        WeightUpdate of(Classifier model, Gradients gradients, double weightDecay, double maxNorm, double layerDecay);
    }

    private static void follow(String family, String name, double weightDecay, int workerCount, Optimizer adam)
            throws IOException {
        JsonNode golden = Golden.json(family, "trajectory.json");
        JsonNode run = golden.path("runs").path(name);
        assertThat(run.path("weight_decay").asDouble()).isEqualTo(weightDecay);
        List<Sample> samples = samples(golden, name);
        try (Classifier model = Classifier.load(Golden.family(family), LABELS, 1)) {
            model.trainWords(allIds(family, samples));
            try (var workers = new Workers(workerCount, 1);
                    var gradients = new Gradients(model, workers);
                    var optimizer = adam.of(model, gradients, weightDecay, 1.0, 1)) {
                for (JsonNode step : run.path("steps")) {
                    assertStep(step, optimizer, gradients, samples);
                }
            }
            assertEnd(family, model, golden, run);
        }
    }

    private static void assertStep(JsonNode step, WeightUpdate optimizer, Gradients gradients, List<Sample> samples) {
        int from = optimizer.steps() % 6 * 4;
        double rate = Schedule.linear(5e-3, 0.1, 18).rate(optimizer.steps());
        assertThat(rate).isCloseTo(step.path("learning_rate").asDouble(), within(1e-12));
        List<Sample> batch = samples.subList(from, from + 4);
        double loss = gradients.add(batch, Loss.weight(batch), shard -> CounterRandom.of(shard));
        assertThat(loss).as("loss of %s", step).isCloseTo(step.path("loss").asDouble(), within(1e-4));
        assertThat(optimizer.step(rate)).as("norm of %s", step)
                .isCloseTo(step.path("grad_norm").asDouble(), Percentage.withPercentage(0.1));
    }

    private static void assertEnd(String family, Classifier model, JsonNode golden, JsonNode run) throws IOException {
        List<JsonNode> examples = Golden.stream(Golden.json(family, "expected.json").path("examples"));
        List<JsonNode> logits = Golden.stream(run.path("final_logits"));
        List<JsonNode> texts = Golden.stream(golden.path("texts"));
        assertThat(logits).isNotEmpty();
        for (int text = 0; text < logits.size(); text++) {
            assertThat(examples.get(text).path("text")).isEqualTo(texts.get(text));
            int[] ids = Golden.ids(examples.get(text).path("input_ids"));
            assertThat(model.score(List.of(ids)).getFirst()).as("text %d", text)
                    .containsExactly(Golden.floats(logits.get(text)),
                            within(family.equals("modernbert") ? 1e-3f : 5e-4f));
        }
        String name = run.path("final_classifier").propertyNames().stream().filter(key -> key.endsWith(".weight"))
                .findFirst().orElseThrow();
        float[] classifier = Batch.values(model.trained(name));
        List<JsonNode> rows = Golden.stream(run.path("final_classifier").path(name));
        assertThat(rows).hasSize(LABELS);
        for (int label = 0; label < rows.size(); label++) {
            float[] expected = Golden.floats(rows.get(label));
            int from = label * expected.length;
            assertThat(java.util.Arrays.copyOfRange(classifier, from, from + expected.length))
                    .containsExactly(expected, within(2e-5f));
        }
    }

    private static List<int[]> allIds(String family, List<Sample> samples) throws IOException {
        var ids = new java.util.ArrayList<>(samples.stream().map(Sample::ids).toList());
        for (JsonNode example : Golden.json(family, "expected.json").path("examples")) {
            ids.add(Golden.ids(example.path("input_ids")));
        }
        return ids;
    }

    private static List<Sample> samples(JsonNode golden, String run) {
        List<JsonNode> examples = Golden.stream(golden.path("examples"));
        List<TrainingText> given = examples.stream().map(example -> text(example, run)).toList();
        List<TrainingText> texts = problem(run) == ProblemType.SINGLE_LABEL
                ? Targets.of(given, NAMES, options(golden, run))
                : given;
        ProblemType problem = problem(run);
        return IntStream.range(0, texts.size())
                .mapToObj(i -> Sample.of(problem, Golden.ids(examples.get(i).path("input_ids")), texts.get(i)))
                .toList();
    }

    private static ProblemType problem(String run) {
        return run.equals("multi_label") ? ProblemType.MULTI_LABEL : ProblemType.SINGLE_LABEL;
    }

    private static TrainingText text(JsonNode example, String run) {
        String text = example.path("text").asString();
        String key = switch (run) {
            case "soft_labels" -> "soft_label";
            case "multi_label" -> "multi_label";
            default -> "";
        };
        return example.has(key)
                ? new TrainingText(text, text,
                        Golden.stream(example.path(key)).stream().map(JsonNode::asDouble).toList(), 1)
                : TrainingText.labelled(text, text, example.path("label").asInt(), LABELS);
    }

    private static TrainOptions options(JsonNode golden, String run) {
        return switch (run) {
            case "label_smoothing" -> TrainOptions.DEFAULT.with(TrainOption.LABEL_SMOOTHING, 0.1);
            case "class_weights" -> {
                float[] weights = Golden.floats(golden.path("settings").path("class_weights"));
                var byLabel = Map.of("0", (double) weights[0], "1", (double) weights[1], "2", (double) weights[2]);
                yield TrainOptions.DEFAULT.with(TrainOption.CLASS_WEIGHTS, new ClassWeights(false, byLabel));
            }
            default -> TrainOptions.DEFAULT;
        };
    }
}
