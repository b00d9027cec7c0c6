package dev.retort.annotate;

import dev.retort.bill.ModelPrice;
import dev.retort.teacher.Teacher;
import java.util.Optional;
import java.util.function.Function;

/// What a run must know to keep to a budget.
///
/// @param prices what a teacher's host charges, where that is known
/// @param spentUsd dollars that earlier runs on the same store spent
/// @param spentTokens tokens of those runs
public record Money(Function<Teacher, Optional<ModelPrice>> prices, double spentUsd, long spentTokens) {
    /// Nothing spent, and no price known.
    public static final Money UNKNOWN = new Money(_ -> Optional.empty(), 0, 0);
}
