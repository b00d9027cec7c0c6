package dev.retort.votes;

import dev.retort.task.Value;

/// An answer as read. Derived: a newer reader recomputes votes from the stored answers.
public sealed interface Vote {

    /// @param reason the teacher's reason, of a longer one its first 10,000 characters and ` …`; empty if it gave none
    record Read(Value value, String reason, ReadStep step) implements Vote {}

    /// @param cause why no value could be read
    record Unreadable(Cause cause) implements Vote {}

    /// The model declined to answer.
    record Refused() implements Vote {}

    /// Why an answer is unreadable.
    enum Cause {
        /// Nothing but white space.
        EMPTY,
        /// No label anywhere.
        NO_LABEL,
        /// Two or more different labels.
        SEVERAL_LABELS,
        /// The only label mentioned is negated: `not positive`.
        NEGATED,
        /// Nothing a label of this task could be, where one was stated: `{"label": "mixed"}`, `n/a`.
        UNKNOWN_LABEL;

        /// For people, as an attribute of the answer: `unreadable: several labels`.
        public String words() {
            return switch (this) {
                case EMPTY -> "empty";
                case NO_LABEL -> "no label in it";
                case SEVERAL_LABELS -> "several labels";
                case NEGATED -> "only a negated label";
                case UNKNOWN_LABEL -> "not a label of the task";
            };
        }
    }
}
