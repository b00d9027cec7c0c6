package dev.retort.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Hugging Face's token where its own tools look for it: `HF_TOKEN`, else `HUGGING_FACE_HUB_TOKEN`, else the file
/// `HF_TOKEN_PATH`, which is `$HF_HOME/token` unless said, with `HF_HOME` at `~/.cache/huggingface`.
final class HubToken {
    static final String VARIABLE = "HF_TOKEN";
    private static final String OLDER_VARIABLE = "HUGGING_FACE_HUB_TOKEN";

    private HubToken() {}

    /// A place that holds a token.
    ///
    /// @param place the variable or file, for messages
    record Found(String place, String token) {
        @Override
        public String toString() {
            return "[token of " + place + "]";
        }
    }

    static Optional<Found> find(Environment environment) {
        return variable(environment, VARIABLE).or(() -> variable(environment, OLDER_VARIABLE))
                .or(() -> file(environment).flatMap(HubToken::read));
    }

    private static Optional<Found> variable(Environment environment, String name) {
        return set(environment, name).map(token -> new Found(name, token));
    }

    private static Optional<String> set(Environment environment, String name) {
        return environment.read(name).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Optional<Path> file(Environment environment) {
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
