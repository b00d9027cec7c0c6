package dev.retort.store;

import dev.retort.dataset.Split;
import java.time.Instant;
import java.util.Locale;

/// How well a teacher or student does on one split.
///
/// @param subject the teacher's or student's name
/// @param metrics as JSON, in the form that evaluation owns
public record EvaluationRecord(SubjectKind kind, String subject, Split split, String metrics, Instant at) {

    /// Who is evaluated.
    public enum SubjectKind {
        TEACHER, STUDENT;

        /// The kind's name in the store.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
