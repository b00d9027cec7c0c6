package dev.retort.pipeline;

import dev.retort.store.Prediction;
import dev.retort.store.Store;
import dev.retort.store.StudentRecord;
import dev.retort.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// Where students are.
public final class Students {
    private Students() {}

    /// The name of a student that is made from what `hash` tells.
    static String name(String workspace, String hash) {
        return "%s-%s".formatted(workspace, hash.substring(0, 8));
    }

    /// Labels that a student knows, in the order of its scores.
    static List<String> labels(Path student) throws IOException {
        List<String> labels = new ArrayList<>();
        JsonMapper.shared().readTree(Files.readString(student.resolve("retort.json"))).path("labels")
                .forEach(label -> labels.add(label.asString()));
        return labels;
    }

    /// The student that the last training made or found, if there is one.
    public static Optional<StudentRecord> current(Store store) {
        Optional<String> ending = store.stage(Stage.TRAIN.word())
                .map(stage -> "-" + stage.inputHash().substring(0, 8));
        List<StudentRecord> students = store.students();
        return students.stream().filter(student -> ending.filter(student.name()::endsWith).isPresent()).findFirst()
                .or(() -> newest(students));
    }

    private static Optional<StudentRecord> newest(List<StudentRecord> students) {
        return students.stream()
                .max(Comparator.comparing(StudentRecord::createdAt).thenComparing(StudentRecord::name));
    }

    /// A student's directory as people name it: itself, or the workspace whose newest student is meant.
    ///
    /// @throws RunException if there is neither
    public static Path find(Path named) {
        if (Files.isRegularFile(named.resolve("config.json"))) {
            return named;
        }
        if (!Files.isRegularFile(named.resolve(Workspace.FILE))) {
            throw new RunException(
                    "%s: neither a student (no config.json) nor a workspace (no retort.yaml); name one of them"
                            .formatted(named));
        }
        Path database = named.resolve("retort.db");
        if (!Files.exists(database)) {
            throw untrained(named);
        }
        try (Store store = Store.open(database)) {
            return current(store).map(student -> named.resolve(student.directory()))
                    .orElseThrow(() -> untrained(named));
        }
    }

    /// Tells a student's files from any others by place, name, size and time.
    public static String fingerprint(Path directory) {
        var fingerprint = new Fingerprint();
        try (Stream<Path> paths = Files.walk(directory.toRealPath())) {
            for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
                fingerprint.add(path).add(Files.size(path)).add(Files.getLastModifiedTime(path));
            }
        } catch (IOException | UncheckedIOException failure) {
            throw new RunException("%s: cannot be read: %s".formatted(directory, failure.getMessage()), failure);
        }
        return fingerprint.hex();
    }

    /// What a student of a workspace said of its test texts when it was evaluated.
    ///
    /// @param named as for [#find(Path)]
    /// @param student its directory
    /// @return probabilities of its labels for each text; none if only the student is named, or it was not evaluated
    public static List<List<Double>> testProbabilities(Path named, Path student) {
        Path database = named.resolve("retort.db");
        if (Files.isRegularFile(named.resolve("config.json")) || !Files.exists(database)) {
            return List.of();
        }
        try (Store store = Store.open(database)) {
            return store.students().stream()
                    .filter(record -> named.resolve(record.directory()).normalize().equals(student.normalize()))
                    .flatMap(record -> store.predictions(record.name()).values().stream())
                    .map(Prediction::probabilities).toList();
        }
    }

    private static RunException untrained(Path workspace) {
        return new RunException("%s: no student has been trained yet; run 'retort run %s' first".formatted(workspace,
                workspace));
    }
}
