package dev.retort.workspace;

import dev.retort.dataset.Dataset;
import dev.retort.dataset.Example;
import dev.retort.dataset.Split;
import dev.retort.files.DataSettings;
import dev.retort.files.DatasetReader;
import dev.retort.files.Problem;
import dev.retort.task.FewShot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a workspace together with its data.
public final class Workspaces {

    /// A workspace without a fault.
    public record Loaded(Workspace workspace, Dataset dataset) {}

    private Workspaces() {}

    /// Reads a workspace whose data lie on this machine, as [#load(Path, HubData)].
    public static Loaded load(Path dir) {
        return load(dir, HubData.NONE);
    }

    /// Reads `retort.yaml` and the data files. Whatever of the data can be checked is checked even if the file has
    /// faults, so that all problems come at once; only what lies on the hub is not fetched for a faulty file.
    ///
    /// @param hub gives the data sets that lie there
    /// @throws WorkspaceException with all problems of both
    public static Loaded load(Path dir, HubData hub) {
        var problems = new YamlProblems();
        Optional<WorkspaceReader.Parts> parts = WorkspaceReader.parts(dir, problems);
        Optional<DataSettings> data = parts.flatMap(WorkspaceReader.Parts::data)
                .flatMap(planned -> planned.settle(hub, problems));
        Optional<DatasetReader.Reading> reading = data
                .map(settled -> DatasetReader.examine(settled, parts.orElseThrow().task()));
        List<Problem> all = new ArrayList<>(problems.all());
        reading.ifPresent(read -> all.addAll(read.problems()));
        if (!all.isEmpty()) {
            throw new WorkspaceException(all);
        }
        Workspace workspace = parts.orElseThrow().whole(dir, data.orElseThrow());
        Dataset dataset = reading.orElseThrow().dataset();
        return new Loaded(workspace, withNotes(withOrigins(dataset, workspace.data()), workspace));
    }

    /// Says where fetched texts are from and under what licence they stand.
    private static Dataset withOrigins(Dataset dataset, DataSettings data) {
        var notes = new LinkedHashSet<String>();
        data.origins().forEach(origin -> notes.add("from the hub: " + origin.words()));
        notes.addAll(dataset.notes());
        return new Dataset(dataset.examples(), List.copyOf(notes));
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
