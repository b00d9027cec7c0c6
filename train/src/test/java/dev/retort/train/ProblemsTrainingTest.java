package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.encoder.Golden;
import dev.retort.student.ProblemType;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import dev.retort.train.TrainEvent.Stepped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Sets of labels and numbers, learnt from the 24 golden sentences.
class ProblemsTrainingTest extends TinyBase {
    static final TrainOptions LONGER = Tiny.options().with(TrainOption.EPOCHS, 30).with(TrainOption.WEIGHT_DECAY, 0.0)
            .with(TrainOption.PATIENCE, 30).withSeed(1);

    /// Sets as the golden file has them; as numbers -1, 0 and 1 for negative, neutral, positive.
    static TrainingSet set(ProblemType problem) throws IOException {
        var texts = new ArrayList<TrainingText>();
        for (JsonNode example : Golden.json("trajectory.json").path("examples")) {
            String id = "t" + texts.size();
            String text = example.path("text").asString();
            int label = example.path("label").asInt();
            texts.add(switch (problem) {
                case SINGLE_LABEL -> TrainingText.labelled(id, text, label, Tiny.LABELS.size());
                case MULTI_LABEL -> new TrainingText(id, text,
                        Golden.stream(example.path("multi_label")).stream().map(JsonNode::asDouble).toList(), 1);
                case REGRESSION -> TrainingText.withValue(id, text, label - 1);
            });
        }
        List<String> labels = problem == ProblemType.REGRESSION ? List.of("mood") : Tiny.LABELS;
        return new TrainingSet(problem, labels, texts, List.of());
    }

    @Test
    void setsOfLabelsAreLearnt() throws IOException {
        Fit fit = Tiny.tuning().fit(set(ProblemType.MULTI_LABEL), LONGER, base, directory.resolve("work"),
                TrainListener.SILENT);
        assertThat(fit.problem()).isEqualTo(ProblemType.MULTI_LABEL);
        assertThat(fit.epochs().getFirst().trainLoss()).isGreaterThan(0.6);
        assertThat(fit.epochs().getLast().trainLoss()).isLessThan(0.35);
        assertThat(fit.best().validation()).isInstanceOf(Validation.LabelSet.class);
    }

    @Test
    void numbersAreLearnt() throws IOException {
        Fit fit = Tiny.tuning().fit(set(ProblemType.REGRESSION), LONGER, base, directory.resolve("work"),
                TrainListener.SILENT);
        // the mean of all squares is what a constant 0 would get: 16 of 24 sentences are not neutral
        assertThat(fit.epochs().getFirst().trainLoss()).isGreaterThan(0.6);
        assertThat(fit.epochs().getLast().trainLoss()).isLessThan(0.35);
        assertThat(fit.best().validation().loss())
                .isEqualTo(fit.epochs().stream().mapToDouble(epoch -> epoch.validation().loss()).min().orElseThrow());
        assertThat(fit.drawn()).as("a head for another number of outputs").containsExactly("classifier.weight",
                "classifier.bias");
    }

    @ParameterizedTest
    @EnumSource(ProblemType.class)
    void interruptedRunEndsWithTheSameBits(ProblemType problem) throws IOException {
        TrainingSet set = set(problem);
        Fit whole = Tiny.tuning().fit(set, Tiny.options(), base, directory.resolve("whole"), TrainListener.SILENT);
        Path work = directory.resolve("work");
        assertThatThrownBy(() -> Tiny.tuning().fit(set, Tiny.options(), base, work, event -> {
            if (event instanceof Stepped step && step.step() == 8) {
                throw new IllegalStateException("pulled the plug");
            }
        })).hasMessage("pulled the plug");
        Fit resumed = Tiny.tuning().fit(set, Tiny.options(), base, work, TrainListener.SILENT);
        assertThat(resumed.weights()).hasSameBinaryContentAs(whole.weights());
        assertThat(resumed.best().validation()).isEqualTo(whole.best().validation());
    }

    @Test
    void theFingerprintKnowsTheProblem() throws IOException {
        TrainingSet one = set(ProblemType.SINGLE_LABEL); // a certain label is also a set of one
        TrainingSet sets = new TrainingSet(ProblemType.MULTI_LABEL, one.labels(), one.texts(), List.of());
        assertThat(FineTuning.fingerprint(sets, Tiny.options(), base))
                .isNotEqualTo(FineTuning.fingerprint(one, Tiny.options(), base));
    }
}
