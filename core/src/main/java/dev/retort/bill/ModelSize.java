package dev.retort.bill;

/// How large an LLM is.
///
/// @param total billions of parameters
/// @param active billions of parameters that work on each token; fewer than all in a mixture of experts
public record ModelSize(String model, double total, double active, Source source) {
    public ModelSize {
        if (!(active > 0 && active <= total && total < 100_000)) {
            throw new IllegalArgumentException(
                    "size of '%s': active parameters must be above 0 and at most all, got %s of %s billion"
                            .formatted(model, active, total));
        }
    }
}
