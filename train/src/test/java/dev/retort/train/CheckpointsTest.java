package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.train.Checkpoints.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    @TempDir
    private Path directory;

    @Test
    void savedStateIsReadBack() throws IOException {
        var checkpoints = new Checkpoints(directory);
        State state = State.fresh("f", List.of("classifier.weight")).after(result(1, 0.5, 0.8), List.of(3), 7, false);
        checkpoints.save(state, file -> Files.writeString(file, "w1"), file -> Files.writeString(file, "m1"));
        assertThat(new Checkpoints(directory).latest("f")).contains(state);
        assertThat(new Checkpoints(directory).latest("g")).isEmpty();
    }

    @Test
    void stateWithoutItsFilesDoesNotCount() throws IOException {
        var checkpoints = new Checkpoints(directory);
        State state = State.fresh("f", List.of()).after(result(1, 0.5, 0.8), List.of(3), 7, false);
        checkpoints.save(state, file -> Files.writeString(file, "w1"), file -> Files.writeString(file, "m1"));
        Files.delete(checkpoints.moments(1));
        assertThat(checkpoints.latest("f")).isEmpty();
    }

    @Test
    void fullDiskIsOneLineAndLeavesTheLastCheckpointWhole() throws IOException {
        var checkpoints = new Checkpoints(directory);
        State one = State.fresh("f", List.of()).after(result(1, 0.5, 0.8), List.of(3), 7, false);
        checkpoints.save(one, file -> Files.writeString(file, "w1"), file -> Files.writeString(file, "m1"));
        State two = one.after(result(2, 0.4, 0.9), List.of(3), 14, false);
        assertThatThrownBy(() -> checkpoints.save(two, file -> Files.writeString(file, "w2"), file -> {
            throw new IOException("No space left on device");
        })).isInstanceOf(TrainingException.class).hasMessage(directory
                + ": the checkpoint of epoch 2 cannot be written (No space left on device); make room and run again, "
                + "the last one is whole");
        assertThat(checkpoints.latest("f")).contains(one);
        assertThat(checkpoints.weights(1)).hasContent("w1");
        assertThat(checkpoints.moments(1)).hasContent("m1");
    }

    @Test
    void olderFilesGoUnlessTheBestEpochNeedsThem() throws IOException {
        var checkpoints = new Checkpoints(directory);
        State state = State.fresh("f", List.of());
        for (int epoch = 1; epoch <= 3; epoch++) {
            List<Integer> wrong = epoch == 1 ? List.of() : List.of(1, 2, 3, 4, 5, 6);
            state = state.after(result(epoch, 0.5, epoch == 1 ? 0.9 : 0.5), wrong, epoch, false);
            checkpoints.save(state, file -> Files.writeString(file, "w"), file -> Files.writeString(file, "m"));
        }
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("state.json", "weights-1.safetensors",
                "weights-3.safetensors", "moments-3.safetensors");
    }

    private static EpochResult result(int epoch, double loss, double macroF1) {
        return new EpochResult(epoch, 1, new Validation.OneLabel(loss, 0.9, macroF1), Duration.ofSeconds(3));
    }
}
