package dev.retort.train;

import dev.retort.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Where a training run leaves what it needs to go on.
///
/// A checkpoint after step S is `weights-S.safetensors` (all weights), `moments-S.safetensors` (the optimizer's) and
/// `state-S.json`. Each is written under a temporary name, synced and renamed, and only the state, written last, makes
/// it count. Then older checkpoints go, but for the last few and the weights of the evaluation taken so far. Killed at
/// any moment, the directory holds the last whole checkpoint. Randomness comes from seed and position, so the state
/// keeps positions only.
final class Checkpoints {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String STATE = "state-";

    private final Path directory;
    private final String fingerprint;
    private final int limit;

    /// @param directory made if missing; it belongs to one training run
    /// @param fingerprint of the run; checkpoints of others are of no use and go
    /// @param limit checkpoints that are kept, at least 1
    Checkpoints(Path directory, String fingerprint, int limit) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.fingerprint = fingerprint;
        this.limit = limit;
    }

    /// The last whole checkpoint of this run, if there is one that can be read.
    Optional<TrainingState> latest() throws IOException {
        return whole().stream().findFirst();
    }

    /// Those that can be used, the newest first.
    private List<TrainingState> whole() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> name(file).startsWith(STATE) && name(file).endsWith(".json"))
                    .map(this::read).flatMap(Optional::stream)
                    .sorted(Comparator.comparingInt(TrainingState::steps).reversed()).toList();
        }
    }

    private Optional<TrainingState> read(Path file) {
        try {
            TrainingState state = JSON.readValue(Files.readString(file), TrainingState.class);
            boolean usable = state.version() == TrainingState.VERSION && state.fingerprint().equals(fingerprint)
                    && files(state).stream().allMatch(name -> Files.exists(directory.resolve(name)));
            return usable ? Optional.of(state) : Optional.empty();
        } catch (IOException | JacksonException | IllegalArgumentException | NullPointerException unreadable) {
            return Optional.empty(); // not ours or of another version
        }
    }

    private Set<String> files(TrainingState state) {
        var files = new HashSet<>(Set.of(name(state(state.steps()))));
        state.taken().ifPresent(taken -> files.add(name(weights(taken.steps()))));
        if (!state.finished()) {
            files.add(name(weights(state.steps())));
            files.add(name(moments(state.steps())));
        }
        return files;
    }

    Path weights(int steps) {
        return directory.resolve("weights-%d.safetensors".formatted(steps));
    }

    Path moments(int steps) {
        return directory.resolve("moments-%d.safetensors".formatted(steps));
    }

    Path state(int steps) {
        return directory.resolve(STATE + "%d.json".formatted(steps));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    @FunctionalInterface
    interface Write {
        void to(Path file) throws IOException;
    }

    /// Makes `state` the last checkpoint.
    ///
    /// @throws TrainingException if the disk is full or refuses; the previous checkpoint is whole then
    void save(TrainingState state, Write weights, Write moments) {
        int steps = state.steps();
        try {
            weights.to(weights(steps));
            if (!state.finished()) {
                moments.to(moments(steps));
            }
            DurableFiles.sync(directory);
            DurableFiles.write(state(steps), JSON.writeValueAsString(state));
            DurableFiles.sync(directory);
            clean();
        } catch (IOException failure) {
            throw new TrainingException(
                    "%s: the checkpoint of step %d cannot be written (%s); make room and run again, the last one is whole"
                            .formatted(directory, steps, failure.getMessage()),
                    failure);
        }
    }

    /// Deletes what older, interrupted or other runs left. Of a finished run only what was taken stays.
    void clean() throws IOException {
        List<TrainingState> whole = whole();
        boolean finished = !whole.isEmpty() && whole.getFirst().finished();
        var keep = new HashSet<String>();
        whole.stream().limit(finished ? 1 : limit).forEach(state -> keep.addAll(files(state)));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = name(file);
                boolean ours = name.startsWith("weights-") || name.startsWith("moments-") || name.startsWith(STATE)
                        || name.equals("state.json") || name.endsWith(".tmp");
                if (ours && !keep.contains(name)) {
                    Files.delete(file);
                }
            }
        }
    }
}
