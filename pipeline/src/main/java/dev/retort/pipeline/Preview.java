package dev.retort.pipeline;

import dev.retort.dataset.Dataset;
import dev.retort.dataset.Split;
import dev.retort.prompt.PromptBuilder;
import dev.retort.store.Store;
import dev.retort.teacher.Ask;
import dev.retort.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What a run would do, before anything is sent or written.
///
/// @param referenced texts with a reference label
/// @param notes what the reader of the data noticed
public record Preview(String workspace, int texts, int train, int validation, int test, int referenced,
        List<String> notes, List<TeacherPreview> teachers) {
    public Preview {
        notes = List.copyOf(notes);
        teachers = List.copyOf(teachers);
    }

    /// @param isSet whether an environment variable has a value
    public static Preview of(Workspace workspace, Dataset dataset, Predicate<String> isSet) {
        Path database = workspace.dir().resolve("retort.db");
        if (!Files.exists(database)) {
            return of(workspace, dataset, isSet, Optional.empty());
        }
        try (Store store = Store.open(database)) {
            return of(workspace, dataset, isSet, Optional.of(store));
        }
    }

    private static Preview of(Workspace workspace, Dataset dataset, Predicate<String> isSet, Optional<Store> store) {
        var costs = new Costs(workspace.report(), List.of(), 1);
        var funds = new Funds(workspace, costs);
        var teachers = new ArrayList<TeacherPreview>();
        for (Ask ask : workspace.teachers()) {
            String first = PromptBuilder.of(workspace.task(), ask.teacher()).build(dataset.examples().getFirst())
                    .shown();
            teachers.add(TeacherPreview.of(ask, first,
                    CostForecast.of(workspace, dataset.examples(), ask, store, costs), funds.obstacle(ask),
                    isSet));
        }
        return new Preview(workspace.name(), dataset.examples().size(), dataset.count(Split.TRAIN),
                dataset.count(Split.VALIDATION), dataset.count(Split.TEST), dataset.referenced(), dataset.notes(),
                teachers);
    }
}
