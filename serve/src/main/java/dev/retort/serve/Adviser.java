package dev.retort.serve;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Knows better than a student, and takes longer.
public interface Adviser {
    /// Called from any thread; must not wait.
    ///
    /// @return the probability of each label it names, others having none; empty if it does not label the text
    CompletableFuture<Map<String, Double>> ask(String text);
}
