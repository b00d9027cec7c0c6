package dev.retort.task;

/// One decision on one text, shaped by the [TaskKind]. Equal decisions are equal values, so votes are counted by
/// `equals`; [#toString()] is for people. Written to files by [ValueJson].
public sealed interface Value {

    /// The one label of a single-label classification.
    record Choice(String label) implements Value {
        @Override
        public String toString() {
            return label;
        }
    }
}
