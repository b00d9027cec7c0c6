package dev.retort.credentials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/// Hugging Face's token where its own tools look for it: `HF_TOKEN`, else `HUGGING_FACE_HUB_TOKEN`, else the file
/// `HF_TOKEN_PATH`, which is `$HF_HOME/token` unless said, with `HF_HOME` at `~/.cache/huggingface`.
public final class HubToken {
    public static final String VARIABLE = "HF_TOKEN";
    private static final String OLDER_VARIABLE = "HUGGING_FACE_HUB_TOKEN";

    private HubToken() {}

    /// A place that holds a token.
    ///
    /// @param place the variable or file, for messages
    public record Found(String place, String token) {
        @Override
        public String toString() {
            return "[token of " + place + "]";
        }
    }

    /// @param environment the value of a variable, if it is set
    public static Optional<Found> find(Function<String, Optional<String>> environment) {
        return variable(environment, VARIABLE).or(() -> variable(environment, OLDER_VARIABLE))
                .or(() -> file(environment).flatMap(HubToken::read));
    }

    private static Optional<Found> variable(Function<String, Optional<String>> environment, String name) {
        return set(environment, name).map(token -> new Found(name, token));
    }

    private static Optional<String> set(Function<String, Optional<String>> environment, String name) {
        return environment.apply(name).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Optional<Path> file(Function<String, Optional<String>> environment) {
        return set(environment, "HF_TOKEN_PATH").map(Path::of)
                .or(() -> set(environment, "HF_HOME").map(home -> Path.of(home, "token")))
                .or(() -> set(environment, "XDG_CACHE_HOME").map(cache -> Path.of(cache, "huggingface", "token")))
                .or(() -> set(environment, "HOME").map(home -> Path.of(home, ".cache", "huggingface", "token")));
    }

    private static Optional<Found> read(Path file) {
        try {
            String token = Files.readString(file).strip();
            return token.isEmpty() ? Optional.empty() : Optional.of(new Found(file.toString(), token));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }
}
