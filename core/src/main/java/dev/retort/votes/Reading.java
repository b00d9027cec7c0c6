package dev.retort.votes;

import java.util.List;
import java.util.Optional;

/// What a piece of a reply says, before it becomes a [Vote].
sealed interface Reading {

    /// @param label class index
    record Found(int label) implements Reading {}

    record Failed(Vote.Cause cause) implements Reading {}

    record Declined() implements Reading {}

    Reading NO_LABEL = new Failed(Vote.Cause.NO_LABEL);

    /// What several statements of the same rank say together: their common label, else what keeps them from having one.
    /// Statements without any label say nothing.
    ///
    /// @param lenient whether a statement that is no label of the task gives way to one that is
    /// @return empty if nothing was stated
    static Optional<Reading> together(List<Reading> statements, boolean lenient) {
        var labels = statements.stream().filter(Found.class::isInstance).distinct().toList();
        if (labels.size() > 1) {
            return Optional.of(new Failed(Vote.Cause.SEVERAL_LABELS));
        }
        Optional<Reading> obstacle = Optional.empty();
        for (Reading statement : statements) {
            boolean says = switch (statement) {
                case Found _ -> false;
                case Declined _ -> true;
                case Failed(Vote.Cause cause) -> cause != Vote.Cause.NO_LABEL
                        && !(lenient && !labels.isEmpty() && cause == Vote.Cause.UNKNOWN_LABEL);
            };
            if (says && obstacle.isEmpty()) {
                obstacle = Optional.of(statement);
            }
        }
        return obstacle.or(() -> labels.stream().findFirst());
    }
}
