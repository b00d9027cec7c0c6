package dev.retort.serve;

import dev.retort.batching.BatchOptions;
import dev.retort.http.HttpOptions;
import dev.retort.infer.StudentOptions;
import java.nio.file.Path;
import java.util.Optional;

/// How a [ModelServer] serves.
///
/// @param http address and limits of connections and requests
/// @param batching of each student
/// @param student how each runs
/// @param maxTexts of one request
/// @param keys one of which requests must bear; none: everyone may ask
/// @param origin whose pages may ask from a browser, or `*`
/// @param logTexts whether the access log has the texts
/// @param state directory in which drift statistics are kept; empty: in memory only
public record ServeOptions(HttpOptions http, BatchOptions batching, StudentOptions student, int maxTexts, ApiKeys keys,
        Optional<String> origin, boolean logTexts, Optional<Path> state) {

    /// Each worker computes with one thread, and there are as many workers as cores: they need not wait for each other
    /// within a layer, and one tokenizes while the other computes.
    public static ServeOptions defaults() {
        int cores = Runtime.getRuntime().availableProcessors();
        BatchOptions usual = BatchOptions.defaults();
        return new ServeOptions(HttpOptions.defaults(),
                new BatchOptions(usual.queueTokens(), usual.batchTokens(), cores),
                new StudentOptions(1, StudentOptions.defaults().batchTokens()), 128, ApiKeys.NONE, Optional.empty(),
                false, Optional.empty());
    }

    public ServeOptions {
        if (maxTexts < 1) {
            throw new IllegalArgumentException("maxTexts must be at least 1, got %d".formatted(maxTexts));
        }
    }
}
