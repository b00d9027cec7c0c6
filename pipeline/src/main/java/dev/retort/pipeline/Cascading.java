package dev.retort.pipeline;

import dev.retort.infer.ProblemType;
import dev.retort.infer.Student;
import dev.retort.pipeline.TeacherService.Advice;
import dev.retort.task.Value;
import dev.retort.votes.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Asks a teacher about the texts whose label a student finds less probable than a threshold, and takes its label where
/// it gives one. All such texts of one call are asked at once, as far as the workspace's limits let them.
public final class Cascading {
    private static final String STUDENT = "student";
    private static final String TEACHER = "teacher";

    private final TeacherService teacher;
    private final double below;
    private final Map<String, Long> unlabelled = new TreeMap<>();
    private long asked;

    /// @param below texts whose label is less probable are asked about
    public Cascading(TeacherService teacher, double below) {
        this.teacher = teacher;
        this.below = below;
    }

    /// @throws RunException if a student gives no one label that could be unsure
    public static void require(Student student) {
        if (student.problemType() != ProblemType.SINGLE_LABEL) {
            throw new RunException(
                    "a teacher can be asked where a student that gives one label is unsure; this one is for %s, so leave '--ask-below' out"
                            .formatted(student.problemType().word()));
        }
    }

    /// @param cells of the student, for each text
    /// @return the same, or the teacher's: its label, the shares of its votes, and who gave them
    List<List<String>> over(Student student, List<String> texts, List<List<String>> cells) {
        Map<Integer, CompletableFuture<Advice>> advice = new TreeMap<>();
        for (int text = 0; text < texts.size(); text++) {
            if (Double.parseDouble(cells.get(text).get(1)) < below) {
                advice.put(text, teacher.ask(texts.get(text)));
            }
        }
        asked += advice.size();
        var labelled = new ArrayList<List<String>>(texts.size());
        for (int text = 0; text < texts.size(); text++) {
            CompletableFuture<Advice> given = advice.get(text);
            Optional<List<String>> others = given == null ? Optional.empty() : others(student, given.join());
            labelled.add(others.orElse(cells.get(text)));
            labelled.set(text, Stream.concat(labelled.get(text).stream(),
                    Stream.of(others.isPresent() ? TEACHER : STUDENT)).toList());
        }
        return labelled;
    }

    private Optional<List<String>> others(Student student, Advice advice) {
        return switch (advice) {
            case Advice.Labelled(Annotation annotation) -> {
                String label = label(annotation.value().orElseThrow());
                Map<String, Double> shares = shares(annotation);
                if (!student.labels().containsAll(shares.keySet())) {
                    keeps("the student was trained for other labels");
                    yield Optional.empty();
                }
                yield Optional.of(PredictedColumns.cells(label, Stream.concat(Stream.of(label),
                        student.labels().stream()).map(one -> shares.getOrDefault(one, 0.0))));
            }
            case Advice.Unlabelled(String why) -> {
                keeps(why);
                yield Optional.empty();
            }
        };
    }

    /// The share of the teacher's votes that each label has.
    public static Map<String, Double> shares(Annotation annotation) {
        return annotation.shares().entrySet().stream()
                .collect(Collectors.toMap(share -> label(share.getKey()), Map.Entry::getValue));
    }

    private static String label(Value value) {
        return switch (value) {
            case Value.Choice(String label) -> label;
        };
    }

    private void keeps(String why) {
        unlabelled.merge(why, 1L, Long::sum);
    }

    /// Texts that were unsure.
    public long asked() {
        return asked;
    }

    /// How many of them keep the student's label, by why.
    public Map<String, Long> unlabelled() {
        return unlabelled;
    }

    /// Whom is asked and when, in a word that changes with either.
    public String identity() {
        return "%s<%s".formatted(teacher.teacher(), below);
    }
}
