package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.retort.encoder.Batch;
import dev.retort.encoder.Classifier;
import dev.retort.encoder.CounterRandom;
import dev.retort.encoder.Golden;
import dev.retort.student.ProblemType;
import java.io.IOException;
import java.util.List;
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
    private static final int LABELS = 3;

    /// Each run that transformers was asked for, with its weight decay.
    static Stream<Arguments> stepsEqualTransformers() {
        return Stream.concat(Stream.of(arguments("bert", "multi_label", 0)),
                Stream.of("bert", "roberta", "distilbert", "deberta-v2", "modernbert")
                        .flatMap(family -> Stream.of(arguments(family, "cross_entropy", 0),
                                arguments(family, "weight_decay", 0.01),
                                arguments(family, "soft_labels", 0), arguments(family, "label_smoothing", 0))));
    }

    @ParameterizedTest
    @MethodSource
    void stepsEqualTransformers(String family, String name, double weightDecay) throws IOException {
        follow(family, name, weightDecay, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void stepsOfSeveralWorkersEqualTransformers(int workers) throws IOException {
        follow("bert", "weight_decay", 0.01, workers);
        follow("bert", "multi_label", 0, workers);
    }

    private static void follow(String family, String name, double weightDecay, int workerCount) throws IOException {
        JsonNode golden = Golden.json(family, "trajectory.json");
        JsonNode run = golden.path("runs").path(name);
        assertThat(run.path("weight_decay").asDouble()).isEqualTo(weightDecay);
        List<Sample> samples = Golden.stream(golden.path("examples")).stream().map(e -> sample(e, name)).toList();
        var schedule = LinearSchedule.of(5e-3, 0.1, 18);
        try (Classifier model = Classifier.load(Golden.family(family), LABELS, 1)) {
            model.trainWords(allIds(family, samples));
            try (var workers = new Workers(workerCount, 1);
                    var gradients = new Gradients(model, workers);
                    var optimizer = new AdamW(model, gradients.replicas(), workers, weightDecay, 1.0)) {
                for (JsonNode step : run.path("steps")) {
                    int from = optimizer.steps() % 6 * 4;
                    double rate = schedule.rate(optimizer.steps());
                    assertThat(rate).isCloseTo(step.path("learning_rate").asDouble(), within(1e-12));
                    double loss = gradients.add(samples.subList(from, from + 4), shard -> CounterRandom.of(shard));
                    assertThat(loss).as("loss of %s", step).isCloseTo(step.path("loss").asDouble(), within(1e-4));
                    assertThat(optimizer.step(rate)).as("norm of %s", step)
                            .isCloseTo(step.path("grad_norm").asDouble(), Percentage.withPercentage(0.1));
                }
            }
            assertEnd(family, model, golden, run);
        }
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

    private static Sample sample(JsonNode example, String run) {
        int label = example.path("label").asInt();
        List<Double> target = switch (run) {
            case "soft_labels" -> Golden.stream(example.path("soft_label")).stream().map(JsonNode::asDouble).toList();
            case "label_smoothing" -> IntStream.range(0, LABELS).mapToObj(k -> (k == label ? 0.9 : 0) + 0.1 / LABELS)
                    .toList();
            case "multi_label" -> Golden.stream(example.path("multi_label")).stream().map(JsonNode::asDouble).toList();
            default -> IntStream.range(0, LABELS).mapToObj(k -> k == label ? 1.0 : 0.0).toList();
        };
        ProblemType problem = run.equals("multi_label") ? ProblemType.MULTI_LABEL : ProblemType.SINGLE_LABEL;
        return Sample.of(problem, Golden.ids(example.path("input_ids")),
                new TrainingText("text", example.path("text").asString(), target, 1));
    }
}
