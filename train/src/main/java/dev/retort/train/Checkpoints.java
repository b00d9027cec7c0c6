package dev.retort.train;

import dev.retort.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Where a training run leaves what it needs to go on.
///
/// After each epoch: `weights-E.safetensors` (all weights of epoch E), `moments-E.safetensors` (the optimizer's), then
/// `state.json`, which names the two and the weights of the epoch taken so far. Each is written under a temporary name, synced and
/// renamed, and only `state.json` makes an epoch count; files that it does not name are deleted afterwards. Killed at
/// any moment, the directory holds the last finished epoch. Randomness comes from seed and position, so none is saved.
final class Checkpoints {
    private static final int VERSION = 2;
    private static final JsonMapper JSON = JsonMapper.shared();

    /// `state.json`.
    ///
    /// @param version of this format
    /// @param steps of the optimizer so far
    /// @param bestEpoch the one that the student would be taken from now, from 1
    /// @param finished whether no epoch is to follow; there are no moments then
    /// @param epochs the last one is what the weights are from
    /// @param wrong for each epoch the held-out texts, by their place, that it labels otherwise than annotated
    record State(int version, String fingerprint, int steps, int bestEpoch, boolean finished,
            List<EpochResult> epochs, List<List<Integer>> wrong, List<String> drawn) {
        State {
            epochs = List.copyOf(epochs);
            wrong = wrong.stream().map(List::copyOf).toList();
            drawn = List.copyOf(drawn);
        }

        static State fresh(String fingerprint, List<String> drawn) {
            return new State(VERSION, fingerprint, 0, 0, false, List.of(), List.of(), drawn);
        }

        int epoch() {
            return epochs.size();
        }

        /// @param last whether the epoch ends the training
        State after(EpochResult result, List<Integer> wrongNow, int stepsTaken, boolean last) {
            List<EpochResult> all = Stream.concat(epochs.stream(), Stream.of(result)).toList();
            List<List<Integer>> allWrong = Stream.concat(wrong.stream(), Stream.of(wrongNow)).toList();
            return new State(version, fingerprint, stepsTaken, EpochChoice.of(all, allWrong), last, all, allWrong,
                    drawn);
        }

        int epochsWithoutBetter() {
            return epochs.size() - EpochChoice.best(epochs);
        }

        Set<String> files() {
            String best = "weights-%d.safetensors".formatted(bestEpoch);
            return finished
                    ? Set.of(STATE, best)
                    : Set.copyOf(List.of(STATE, best, "weights-%d.safetensors".formatted(epoch()),
                            "moments-%d.safetensors".formatted(epoch())).stream().distinct().toList());
        }
    }

    private static final String STATE = "state.json";

    private final Path directory;

    /// @param directory made if missing; it belongs to one training run
    Checkpoints(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    /// The last finished epoch of a run with this fingerprint, if there is one that can be read.
    Optional<State> latest(String fingerprint) throws IOException {
        Path file = directory.resolve(STATE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            State state = JSON.readValue(Files.readString(file), State.class);
            boolean usable = state.version() == VERSION && state.fingerprint().equals(fingerprint)
                    && state.files().stream().allMatch(name -> Files.exists(directory.resolve(name)));
            return usable ? Optional.of(state) : Optional.empty();
        } catch (JacksonException | IllegalArgumentException | NullPointerException unreadable) {
            return Optional.empty(); // not ours or of another version: start anew
        }
    }

    Path weights(int epoch) {
        return directory.resolve("weights-%d.safetensors".formatted(epoch));
    }

    Path moments(int epoch) {
        return directory.resolve("moments-%d.safetensors".formatted(epoch));
    }

    @FunctionalInterface
    interface Write {
        void to(Path file) throws IOException;
    }

    /// Makes the last epoch of `state` count.
    ///
    /// @throws TrainingException if the disk is full or refuses; the previous checkpoint is whole then
    void save(State state, Write weights, Write moments) {
        int epoch = state.epoch();
        try {
            weights.to(weights(epoch));
            if (!state.finished()) {
                moments.to(moments(epoch));
            }
            DurableFiles.sync(directory);
            DurableFiles.write(directory.resolve(STATE), JSON.writeValueAsString(state));
            DurableFiles.sync(directory);
            keepOnly(state.files());
        } catch (IOException failure) {
            throw new TrainingException(
                    "%s: the checkpoint of epoch %d cannot be written (%s); make room and run again, the last one is whole"
                            .formatted(directory, epoch, failure.getMessage()),
                    failure);
        }
    }

    /// Deletes what an interrupted or older run left.
    void keepOnly(Set<String> names) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                boolean ours = name.startsWith("weights-") || name.startsWith("moments-") || name.endsWith(".tmp");
                if (ours && !names.contains(name)) {
                    Files.delete(file);
                }
            }
        }
    }
}
