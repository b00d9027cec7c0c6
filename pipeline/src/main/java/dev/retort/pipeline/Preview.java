package dev.retort.pipeline;

import dev.retort.annotate.Questions;
import dev.retort.dataset.Dataset;
import dev.retort.dataset.Example;
import dev.retort.dataset.Split;
import dev.retort.prompt.PromptBuilder;
import dev.retort.store.Store;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.Ask;
import dev.retort.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
        Set<AnswerKey> answered = answered(workspace.dir().resolve("retort.db"));
        var teachers = new ArrayList<TeacherPreview>();
        for (Ask ask : workspace.teachers()) {
            String first = PromptBuilder.of(workspace.task(), ask.teacher()).build(dataset.examples().getFirst())
                    .shown();
            teachers.add(TeacherPreview.of(workspace, dataset, ask, first, known(workspace, dataset, ask, answered),
                    isSet));
        }
        return new Preview(workspace.name(), dataset.examples().size(), dataset.count(Split.TRAIN),
                dataset.count(Split.VALIDATION), dataset.count(Split.TEST), dataset.referenced(), dataset.notes(),
                teachers);
    }

    private static Set<AnswerKey> answered(Path database) {
        if (!Files.exists(database)) {
            return Set.of();
        }
        try (Store store = Store.open(database)) {
            return store.answeredKeys();
        }
    }

    private static long known(Workspace workspace, Dataset dataset, Ask ask, Set<AnswerKey> answered) {
        if (answered.isEmpty()) {
            return 0;
        }
        var questions = Questions.of(workspace.task(), ask);
        long known = 0;
        for (Example example : dataset.examples()) {
            known += questions.keys(example).stream().filter(answered::contains).count();
        }
        return known;
    }
}
