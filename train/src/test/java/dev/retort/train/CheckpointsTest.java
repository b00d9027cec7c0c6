package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.student.Metric;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    private static final TrainingState FRESH = TrainingState.fresh("f", List.of("classifier.weight"));

    @TempDir
    private Path directory;

    @Test
    void savedStateIsReadBack() throws IOException {
        TrainingState before = evaluated(FRESH, 7, 0.8);
        save(checkpoints(1), before);
        TrainingState state = before.stepped(0.25, 5);
        save(checkpoints(1), state);
        assertThat(checkpoints(1).latest()).contains(state);
        assertThat(new Checkpoints(directory, "g", 1).latest()).as("of another run").isEmpty();
    }

    @Test
    void stateWithoutItsFilesDoesNotCount() throws IOException {
        var checkpoints = checkpoints(1);
        save(checkpoints, evaluated(FRESH, 7, 0.8));
        Files.delete(checkpoints.moments(7));
        assertThat(checkpoints.latest()).isEmpty();
    }

    @Test
    void fullDiskIsOneLineAndLeavesTheLastCheckpointWhole() throws IOException {
        var checkpoints = checkpoints(1);
        TrainingState one = evaluated(FRESH, 7, 0.8);
        save(checkpoints, one);
        TrainingState two = evaluated(one, 7, 0.9);
        assertThatThrownBy(() -> checkpoints.save(two, file -> Files.writeString(file, "w2"), file -> {
            throw new IOException("No space left on device");
        })).isInstanceOf(TrainingException.class).hasMessage(directory
                + ": the checkpoint of step 14 cannot be written (No space left on device); make room and run again, "
                + "the last one is whole");
        assertThat(checkpoints.latest()).contains(one);
        assertThat(checkpoints.weights(7)).hasContent("w7");
        assertThat(checkpoints.moments(7)).hasContent("m7");
        checkpoints.clean();
        assertThat(directory.toFile().list()).as("half a checkpoint takes no room").containsExactlyInAnyOrder(
                "state-7.json", "weights-7.safetensors", "moments-7.safetensors");
    }

    @Test
    void olderFilesGoUnlessTheBestEpochNeedsThem() throws IOException {
        var checkpoints = checkpoints(1);
        TrainingState state = FRESH;
        for (double macroF1 : new double[]{0.9, 0.5, 0.5}) {
            state = evaluated(state, 1, macroF1);
            save(checkpoints, state);
        }
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("state-3.json", "weights-1.safetensors",
                "weights-3.safetensors", "moments-3.safetensors");
    }

    @Test
    void asManyCheckpointsStayAsTheLimitSaysAndADamagedOneIsPassedOver() throws IOException {
        var checkpoints = checkpoints(2);
        TrainingState first = evaluated(FRESH, 1, 0.5);
        TrainingState second = evaluated(first, 1, 0.6);
        TrainingState third = evaluated(second, 1, 0.7);
        for (TrainingState state : List.of(first, second, third)) {
            save(checkpoints, state);
        }
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("state-2.json", "weights-2.safetensors",
                "moments-2.safetensors", "state-3.json", "weights-3.safetensors", "moments-3.safetensors");
        Files.writeString(checkpoints.state(3), "{");
        assertThat(checkpoints.latest()).contains(second);
    }

    @Test
    void whatOtherRunsLeftGoes() throws IOException {
        save(new Checkpoints(directory, "g", 1), TrainingState.fresh("g", List.of()).stepped(1, 1));
        Files.writeString(directory.resolve("state.json"), "of an older version");
        Files.createDirectory(directory.resolve("fold-1"));
        checkpoints(1).clean();
        assertThat(directory.toFile().list()).containsExactly("fold-1");
    }

    private Checkpoints checkpoints(int limit) throws IOException {
        return new Checkpoints(directory, "f", limit);
    }

    private static void save(Checkpoints checkpoints, TrainingState state) {
        checkpoints.save(state, file -> Files.writeString(file, "w" + state.steps()),
                file -> Files.writeString(file, "m" + state.steps()));
    }

    /// `steps` later, with so many of ten held-out texts wrong that an earlier epoch can be surely better.
    private static TrainingState evaluated(TrainingState from, int steps, double macroF1) {
        TrainingState state = from;
        for (int step = 0; step < steps; step++) {
            state = state.stepped(0.5, 1);
        }
        List<Integer> wrong = macroF1 > 0.8 ? List.of() : List.of(1, 2, 3, 4, 5, 6);
        TrainOptions options = TrainOptions.DEFAULT.with(TrainOption.METRIC, Metric.MACRO_F1);
        return state.evaluated(new HeldOut(new Validation.OneLabel(0.5, 0.9, macroF1), wrong), 3, options, false);
    }
}
