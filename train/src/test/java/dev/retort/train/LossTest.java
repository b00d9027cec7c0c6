package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.encoder.Batch;
import dev.retort.encoder.Classifier;
import dev.retort.encoder.Dropout;
import dev.retort.encoder.Golden;
import dev.retort.student.ProblemType;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LossTest {
    @Test
    void weightsCountInCrossEntropy() {
        double first = Math.log(1 + Math.E); // -log p of label 0
        double second = first - 1;
        assertThat(loss(new float[]{0, 1, 0, 1}, sample(ProblemType.SINGLE_LABEL, 3, 1.0, 0.0),
                sample(ProblemType.SINGLE_LABEL, 1, 0.0, 1.0))).isCloseTo((3 * first + second) / 4, within(1e-6));
    }

    /// torch 2.13's BCEWithLogitsLoss in float64, value and gradient.
    @Test
    void binaryCrossEntropyOfTorch() {
        try (var _ = new PointerScope()) {
            Tensor logits = Batch.floats(new float[]{0.5f, -1.25f, 2, 0}, 2, 2).set_requires_grad(true);
            Tensor loss = Loss.of(logits, List.of(sample(ProblemType.MULTI_LABEL, 1, 1.0, 0.0),
                    sample(ProblemType.MULTI_LABEL, 1, 0.3, 1.0)));
            loss.backward();
            assertThat(loss.item_float()).isCloseTo(0.7365203f, within(1e-6f));
            assertThat(Batch.values(logits.grad())).containsExactly(new float[]{-0.0944f, 0.0557f, 0.1452f, -0.1250f},
                    within(5e-5f));
        }
    }

    @Test
    void weightsCountInBinaryCrossEntropy() {
        // at a score of 0 every term is log 2; at 1 with target 1, log(1 + 1/e)
        double right = Math.log(1 + 1 / Math.E);
        assertThat(loss(new float[]{0, 0, 1, 0}, sample(ProblemType.MULTI_LABEL, 3, 1.0, 0.0),
                sample(ProblemType.MULTI_LABEL, 1, 1.0, 0.5)))
                .isCloseTo((3 * Math.log(2) + (right + Math.log(2)) / 2) / 4, within(1e-6));
    }

    @Test
    void binaryCrossEntropyOfExtremeScoresIsFinite() {
        assertThat(loss(new float[]{1000, -1000}, sample(ProblemType.MULTI_LABEL, 1, 1.0, 0.0))).isZero();
        assertThat(loss(new float[]{-1000, 1000}, sample(ProblemType.MULTI_LABEL, 1, 1.0, 0.0))).isEqualTo(1000);
    }

    @Test
    void weightsCountInSquaredError() {
        assertThat(loss(new float[]{1, 5}, sample(ProblemType.REGRESSION, 3, 3.0),
                sample(ProblemType.REGRESSION, 1, 4.5))).isCloseTo((3 * 4 + 0.25) / 4, within(1e-6));
    }

    /// The whole way from loss to a weight: the slope by the head's weights and by a norm in the first layer.
    @ParameterizedTest
    @EnumSource(ProblemType.class)
    void gradientsAreTheSlopesOfTheLoss(ProblemType problem) throws IOException {
        int outputs = problem == ProblemType.REGRESSION ? 1 : 2;
        List<Sample> batch = List.of(sample(problem, 1, target(problem, 0.25)), sample(problem, 2, target(problem, 1)));
        for (String name : List.of("classifier.weight", "bert.encoder.layer.0.output.LayerNorm.bias")) {
            try (Classifier model = Classifier.load(Golden.bert(), outputs, 7); var _ = new PointerScope()) {
                Tensor loss = loss(model, batch);
                loss.backward();
                Tensor weight = model.trained(name);
                float[] slopes = Batch.values(weight.grad()).clone();
                int steepest = 0;
                for (int i = 0; i < slopes.length; i++) {
                    steepest = Math.abs(slopes[i]) > Math.abs(slopes[steepest]) ? i : steepest;
                }
                double step = 5e-3;
                double measured = (moved(model, weight, steepest, step, batch)
                        - moved(model, weight, steepest, -step, batch)) / (2 * step);
                assertThat(Math.abs(slopes[steepest])).isGreaterThan(5e-3f);
                assertThat(measured).as(name).isCloseTo(slopes[steepest],
                        within(0.01 * Math.abs(slopes[steepest])));
            }
        }
    }

    private static List<Double> target(ProblemType problem, double first) {
        return problem == ProblemType.REGRESSION ? List.of(first * 4) : List.of(first, 1 - first);
    }

    /// The loss with one number of a weight moved and put back.
    private static double moved(Classifier model, Tensor weight, int index, double by, List<Sample> batch) {
        try (var _ = new PointerScope(); var _ = new org.bytedeco.pytorch.NoGradGuard()) {
            float[] values = Batch.values(weight);
            float[] changed = values.clone();
            changed[index] += (float) by;
            weight.copy_(Batch.floats(changed, weight.shape()));
            double loss = loss(model, batch).item_float();
            weight.copy_(Batch.floats(values, weight.shape()));
            return loss;
        }
    }

    private static Tensor loss(Classifier model, List<Sample> batch) {
        return Loss.of(model.forward(model.batch(batch.stream().map(Sample::ids).toList()), Dropout.OFF), batch);
    }

    private static double loss(float[] logits, Sample... samples) {
        try (var _ = new PointerScope()) {
            return Loss.of(Batch.floats(logits, samples.length, logits.length / samples.length),
                    Arrays.asList(samples)).item_float();
        }
    }

    private static Sample sample(ProblemType problem, double weight, Double... target) {
        return sample(problem, weight, Arrays.asList(target));
    }

    private static Sample sample(ProblemType problem, double weight, List<Double> target) {
        return Sample.of(problem, new int[]{2, 40 + (int) weight, 60, 3}, new TrainingText("x", "", target, weight));
    }
}
