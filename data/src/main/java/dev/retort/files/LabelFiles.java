package dev.retort.files;

import dev.retort.dataset.Example;
import dev.retort.dataset.Reference;
import dev.retort.task.Task;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Gives texts the labels that people wrote into files of their own, by id. Rows not labelled yet are passed over.
final class LabelFiles {
    private LabelFiles() {}

    static List<Example> join(List<Example> examples, List<DataFile> files, Optional<Task> task, Findings findings,
            List<String> notes) {
        Set<String> known = examples.stream().map(Example::id).collect(Collectors.toSet());
        Map<String, Reference> labels = new HashMap<>();
        for (DataFile file : files) {
            var seen = new HashSet<String>();
            int labelled = 0;
            for (DraftRow row : FileDrafts.read(file, task, findings, notes)) {
                Optional<String> problem = problem(row, known, seen);
                problem.ifPresent(message -> findings.add("labels without a text",
                        Problem.at(row.file(), row.line(), message)));
                if (problem.isEmpty() && row.reference().isPresent()) {
                    labels.put(row.id().orElseThrow(), row.reference().get());
                    labelled++;
                }
            }
            notes.add("%s: labels %,d texts".formatted(file.shown(), labelled));
        }
        return labels.isEmpty()
                ? examples
                : examples.stream().map(example -> labels.containsKey(example.id())
                        ? new Example(example.id(), example.text(), example.split(),
                                Optional.ofNullable(labels.get(example.id())))
                        : example).toList();
    }

    private static Optional<String> problem(DraftRow row, Set<String> known, Set<String> seen) {
        if (row.id().isEmpty()) {
            return Optional.of("no id; a label file needs the column 'id' to find its texts");
        }
        String id = row.id().get();
        if (!known.contains(id)) {
            return Optional.of("no text has the id '%s'; name the file under 'data.files' if its texts are new"
                    .formatted(id));
        }
        return seen.add(id) ? Optional.empty() : Optional.of("id '%s' is labelled twice; remove one".formatted(id));
    }
}
