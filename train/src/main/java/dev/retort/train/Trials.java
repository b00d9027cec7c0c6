package dev.retort.train;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/// Several trainings that differ in one thing, with what each came to on texts that it had not learnt.
///
/// @param kind `fold` or `seed`
public record Trials(String kind, List<Trial> each) {
    /// @param name such as `seed 43`
    public record Trial(String name, Validation validation, Duration time) {}

    /// All of them together.
    public Duration time() {
        return each.stream().map(Trial::time).reduce(Duration.ZERO, Duration::plus);
    }

    public Trials {
        each = List.copyOf(each);
    }

    public Validation mean() {
        return of(this::meanOf);
    }

    /// Sample standard deviations, with n - 1; 0 for a single training.
    public Validation deviation() {
        return of(this::deviationOf);
    }

    /// @param figure gives one number for one of the figures of all trainings
    private Validation of(ToDoubleFunction<ToDoubleFunction<Validation>> figure) {
        double loss = figure.applyAsDouble(Validation::loss);
        return switch (each.getFirst().validation()) {
            case Validation.OneLabel _ -> new Validation.OneLabel(loss, named(figure, "accuracy"),
                    named(figure, "macro F1"));
            case Validation.LabelSet _ -> new Validation.LabelSet(loss, named(figure, "exact match"),
                    named(figure, "micro F1"), named(figure, "macro F1"));
            case Validation.Value _ -> new Validation.Value(loss, named(figure, "mean absolute error"),
                    named(figure, "Pearson correlation"), named(figure, "Spearman correlation"));
        };
    }

    private static double named(ToDoubleFunction<ToDoubleFunction<Validation>> figure, String name) {
        return figure.applyAsDouble(validation -> Objects.requireNonNull(validation.figures().get(name)));
    }

    private double meanOf(ToDoubleFunction<Validation> value) {
        return each.stream().map(Trial::validation).mapToDouble(value).average().orElseThrow();
    }

    private double deviationOf(ToDoubleFunction<Validation> value) {
        double mean = meanOf(value);
        double squares = each.stream().map(Trial::validation).mapToDouble(value).map(x -> (x - mean) * (x - mean))
                .sum();
        return each.size() < 2 ? 0 : Math.sqrt(squares / (each.size() - 1));
    }
}
