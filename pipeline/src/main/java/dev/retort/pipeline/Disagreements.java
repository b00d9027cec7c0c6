package dev.retort.pipeline;

import dev.retort.dataset.Example;
import dev.retort.report.Difference;
import dev.retort.report.Differences;
import dev.retort.store.Prediction;
import dev.retort.store.Store;
import dev.retort.store.StudentRecord;
import dev.retort.task.Value;
import dev.retort.teacher.Ask;
import dev.retort.votes.Annotation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The texts on which the student and the reference differ, the student's surest first.
final class Disagreements {
    private static final int MOST = 200;

    private Disagreements() {}

    static Optional<Differences> of(Ask teacher, StudentRecord student, Store store, Judges judges) {
        if (judges.source().isEmpty()) {
            return Optional.empty();
        }
        Map<String, Annotation> annotations = store.annotations(teacher.teacher().name());
        Map<String, Prediction> predictions = store.predictions(student.name());
        var differences = new ArrayList<Difference>();
        for (Example example : judges.examples()) {
            Prediction prediction = predictions.get(example.id());
            Value reference = example.reference().orElseThrow().value();
            if (prediction != null && !prediction.value().equals(reference)) {
                differences.add(difference(example, reference, prediction,
                        Optional.ofNullable(annotations.get(example.id()))));
            }
        }
        differences.sort(Comparator.comparingDouble(Difference::probability).reversed()
                .thenComparing(Difference::id));
        return Optional.of(new Differences("student", Standings.title(teacher), differences.size(),
                List.copyOf(differences.subList(0, Math.min(MOST, differences.size()))),
                "the student's surest first"));
    }

    private static Difference difference(Example example, Value reference, Prediction prediction,
            Optional<Annotation> annotation) {
        int votesFor = annotation.flatMap(one -> one.value().map(value -> one.counts().getOrDefault(value, 0)))
                .orElse(0);
        return new Difference(example.id(), example.text(), reference.toString(),
                annotation.flatMap(Annotation::value).map(Value::toString), votesFor,
                annotation.map(Annotation::asked).orElse(0), annotation.map(Annotation::reasons).orElse(List.of()),
                prediction.value().toString(),
                prediction.probabilities().stream().mapToDouble(Double::doubleValue).max().orElse(0));
    }
}
