package dev.retort.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class TrainOptionsTest {
    private static final TrainOptions CHANGED = TrainOptions.DEFAULT.with(TrainOption.EPOCHS, 5)
            .with(TrainOption.LEARNING_RATE, 1e-4).with(TrainOption.SCHEDULER, Scheduler.COSINE)
            .with(TrainOption.FREEZE, new Freeze(2)).with(TrainOption.SEEDS, List.of(1L, 2L))
            .with(TrainOption.CLASS_WEIGHTS, new ClassWeights(false, Map.of("positive", 1.5)))
            .with(TrainOption.REFIT, true);

    @Test
    void oneValueChangesAndTheRestStays() {
        assertThat(CHANGED.epochs()).isEqualTo(5);
        assertThat(CHANGED.scheduler()).isEqualTo(Scheduler.COSINE);
        assertThat(CHANGED.batchSize()).isEqualTo(16);
        assertThat(TrainOptions.DEFAULT.epochs()).isEqualTo(3);
        assertThat(CHANGED.with(TrainOption.EPOCHS, 3)).isNotEqualTo(CHANGED);
        assertThat(TrainOptions.DEFAULT.with(TrainOption.EPOCHS, 3)).isEqualTo(TrainOptions.DEFAULT)
                .hasSameHashCodeAs(TrainOptions.DEFAULT);
    }

    @Test
    void jsonHasEveryOptionAndIsReadBack() {
        JsonMapper json = JsonMapper.shared();
        String written = json.writeValueAsString(CHANGED);
        assertThat(json.readTree(written).propertyNames()).hasSize(TrainOption.all().size());
        assertThat(json.readTree(written).path("learningRate").asDouble()).isEqualTo(1e-4);
        assertThat(json.readTree(written).path("freeze").asInt()).isEqualTo(2);
        assertThat(json.readValue(written, TrainOptions.class)).isEqualTo(CHANGED);
    }

    @Test
    void jsonOfAnOlderVersionIsRead() {
        TrainOptions older = JsonMapper.shared().readValue(
                "{\"base\":\"b\",\"epochs\":5,\"softLabels\":true,\"goneSince\":1}", TrainOptions.class);
        assertThat(older).isEqualTo(TrainOptions.DEFAULT.with(TrainOption.BASE, "b").with(TrainOption.EPOCHS, 5)
                .with(TrainOption.SOFT_LABELS, true));
    }

    @ParameterizedTest
    @CsvSource({"epochs,0,from 1 to 1000", "learning-rate,0.0,'above 0, at most 1'", "warmup-ratio,1.5,from 0 to 1",
            "max-grad-norm,0.0,above 0", "early-stopping-threshold,-0.1,from 0",
            "folds,1,'0 for none, or from 2 to 100'",
            "freeze,0,'none, embeddings or a number of layers from 1'",
            "class-weights,1,'none, balanced or a number above 0 for each label'",
            "metric,1,'one of macro-f1, accuracy, loss, none'"})
    void valuesOutOfRangeAreRefusedInOneLine(String key, String value, String rule) {
        Object plain = value.contains(".") ? (Object) Double.valueOf(value) : (Object) Integer.valueOf(value);
        TrainOption<?> option = TrainOption.all().stream().filter(one -> one.key().equals(key)).findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> TrainOptions.DEFAULT.withPlain(option, plain))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("%s must be %s, got %s".formatted(key, rule, plain));
    }

    @Test
    void keysAreUnique() {
        assertThat(TrainOption.all()).extracting(TrainOption::key).doesNotHaveDuplicates();
        assertThat(TrainOption.EARLY_STOPPING_THRESHOLD.camelKey()).isEqualTo("earlyStoppingThreshold");
    }

    @Test
    void balancedWeightsAreThoseOfScikitLearn() {
        // compute_class_weight("balanced", classes=[0, 1, 2], y=[0] * 6 + [1] * 3 + [2] * 1): 10 / (3 * [6, 3, 1])
        assertThat(ClassWeights.BALANCED.of(List.of("a", "b", "c"), new double[]{6, 3, 1}))
                .containsExactly(10 / 18.0, 10 / 9.0, 10 / 3.0);
        assertThat(ClassWeights.BALANCED.of(List.of("a", "b", "c"), new double[]{6, 0, 2}))
                .as("a label that does not occur").containsExactly(8 / 12.0, 1, 2);
    }

    @Test
    void weightsByLabelGoByName() {
        var weights = new ClassWeights(false, Map.of("b", 2.5));
        assertThat(weights.of(List.of("a", "b"), new double[]{1, 9})).containsExactly(1, 2.5);
        assertThatThrownBy(() -> weights.of(List.of("x", "y"), new double[2]))
                .hasMessage("class-weights: 'b' is none of the labels x, y; write one of them");
        var wrong = new HashMap<String, Object>(Map.of("a", 0));
        assertThatThrownBy(() -> TrainOptions.DEFAULT.withPlain(TrainOption.CLASS_WEIGHTS, wrong))
                .hasMessage("class-weights must be none, balanced or a number above 0 for each label, got {a=0}");
    }
}
