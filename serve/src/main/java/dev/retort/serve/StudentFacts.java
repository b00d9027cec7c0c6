package dev.retort.serve;

import dev.retort.infer.ProblemType;
import dev.retort.infer.Student;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// What answers need to know of a loaded student.
///
/// @param name under which it is served
/// @param directory it was loaded from
/// @param labels in the order of the scores
/// @param thresholds of the labels if a text may have several, else none
/// @param temperature what scores are divided by before softmax
/// @param maxTokens room for one text
/// @param precision of the numbers it computes in: `float32` or `int8`
/// @param loaded when
record StudentFacts(String name, Path directory, ProblemType problemType, List<String> labels, List<Double> thresholds,
        double temperature, int maxTokens, String precision, Instant loaded) {
    StudentFacts {
        labels = List.copyOf(labels);
        thresholds = List.copyOf(thresholds);
    }

    static StudentFacts of(String name, Path directory, Student student, Instant loaded) {
        return new StudentFacts(name, directory, student.problemType(), student.labels(), student.thresholds(),
                student.temperature(), student.maxTokens(), student.precision().word(), loaded);
    }

    /// The directory's name, which for a student of a workspace is the student's.
    String version() {
        Path last = directory.toAbsolutePath().normalize().getFileName();
        return last == null ? name : last.toString();
    }
}
