package dev.retort.workspace;

import dev.retort.dataset.Dataset;
import dev.retort.dataset.Example;
import dev.retort.dataset.Split;
import dev.retort.files.DatasetReader;
import dev.retort.files.Problem;
import dev.retort.task.FewShot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a workspace together with its data.
public final class Workspaces {

    /// A workspace without a fault.
    public record Loaded(Workspace workspace, Dataset dataset) {}

    private Workspaces() {}

    /// Reads `retort.yaml` and the data files. Whatever of the data can be checked is checked even if the file has
    /// faults, so that all problems come at once.
    ///
    /// @throws WorkspaceException with all problems of both
    public static Loaded load(Path dir) {
        var problems = new YamlProblems();
        Optional<WorkspaceReader.Parts> parts = WorkspaceReader.parts(dir, problems);
        Optional<DatasetReader.Reading> reading = parts
                .flatMap(read -> read.data().map(data -> DatasetReader.examine(data, read.task())));
        List<Problem> all = new ArrayList<>(problems.all());
        reading.ifPresent(read -> all.addAll(read.problems()));
        if (!all.isEmpty()) {
            throw new WorkspaceException(all);
        }
        Workspace workspace = parts.orElseThrow().whole(dir);
        return new Loaded(workspace, withNotes(reading.orElseThrow().dataset(), workspace));
    }

    /// Adds what concerns both the data and the task: a few-shot example that is also a text to be tested on.
    private static Dataset withNotes(Dataset dataset, Workspace workspace) {
        if (workspace.task().examples().isEmpty()) {
            return dataset;
        }
        Map<String, String> tested = new HashMap<>();
        for (Example example : dataset.of(Split.TEST)) {
            tested.put(example.text().strip(), example.id());
        }
        var notes = new ArrayList<>(dataset.notes());
        for (FewShot shot : workspace.task().examples()) {
            Optional.ofNullable(tested.get(shot.text())).ifPresent(id -> notes.add(
                    "the task's example '%.40s...' is also the test text %s: teachers have seen its answer"
                            .formatted(shot.text(), id)));
        }
        return new Dataset(dataset.examples(), notes);
    }
}
