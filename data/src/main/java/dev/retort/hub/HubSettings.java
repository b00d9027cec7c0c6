package dev.retort.hub;

import dev.retort.credentials.HubToken;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Where the hub is, where its files are kept, and who asks: what Hugging Face's own tools read from the environment.
///
/// @param endpoint address of the hub without a slash at the end
/// @param cache the directory that holds `models--ORGANISATION--NAME`
/// @param offline nothing is asked; what is cached must do
public record HubSettings(URI endpoint, Path cache, Optional<HubToken.Found> token, boolean offline) {
    private static final String STANDARD = "https://huggingface.co";
    private static final Set<String> TRUE = Set.of("1", "on", "yes", "true");

    /// Reads `HF_ENDPOINT`, `HF_HUB_CACHE` (else `HF_HOME/hub`, else `~/.cache/huggingface/hub`), `HF_HUB_OFFLINE` and the
    /// token, see [HubToken].
    ///
    /// @param environment the value of a variable, if it is set
    /// @throws HubException if one of them cannot be used
    public static HubSettings of(Function<String, Optional<String>> environment) {
        boolean offline = set(environment, "HF_HUB_OFFLINE").map(word -> TRUE.contains(word.toLowerCase(Locale.ROOT)))
                .orElse(false);
        Optional<HubToken.Found> token = HubToken.find(environment);
        token.ifPresent(HubSettings::requireSendable);
        return new HubSettings(endpoint(set(environment, "HF_ENDPOINT").orElse(STANDARD)), cache(environment), token,
                offline);
    }

    private static Path cache(Function<String, Optional<String>> environment) {
        return set(environment, "HF_HUB_CACHE").or(() -> set(environment, "HUGGINGFACE_HUB_CACHE"))
                .map(path -> expanded(path, environment))
                .or(() -> set(environment, "HF_HOME").map(path -> expanded(path, environment).resolve("hub")))
                .or(() -> set(environment, "XDG_CACHE_HOME").map(caches -> Path.of(caches, "huggingface", "hub")))
                .or(() -> home(environment).map(home -> home.resolve(".cache").resolve("huggingface").resolve("hub")))
                .orElseThrow(() -> new HubException(HubException.Reason.SETTINGS,
                        "the cache for files of the hub has no place, as HOME is not set; set HF_HOME"));
    }

    private static Optional<Path> home(Function<String, Optional<String>> environment) {
        return set(environment, "HOME").or(() -> set(environment, "USERPROFILE")).map(Path::of);
    }

    /// `~/x` is a path of the user's home.
    private static Path expanded(String path, Function<String, Optional<String>> environment) {
        if (path.startsWith("~/") || path.equals("~")) {
            return home(environment).map(home -> home.resolve(path.substring(Math.min(2, path.length()))))
                    .orElse(Path.of(path));
        }
        return Path.of(path);
    }

    private static URI endpoint(String text) {
        try {
            URI uri = URI.create(text.replaceAll("/+$", ""));
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // Told below, as any other text that is no address. It may hold a password, so it is not shown.
        }
        throw new HubException(HubException.Reason.SETTINGS,
                "HF_ENDPOINT must be an address such as %s, without user, password and query; correct or unset it"
                        .formatted(STANDARD));
    }

    private static void requireSendable(HubToken.Found token) {
        if (!token.token().chars().allMatch(letter -> letter > 0x20 && letter < 0x7f)) {
            throw new HubException(HubException.Reason.SETTINGS,
                    "%s holds characters that a token cannot have; set it to the token alone".formatted(token.place()));
        }
    }

    private static Optional<String> set(Function<String, Optional<String>> environment, String name) {
        return environment.apply(name).map(String::strip).filter(text -> !text.isEmpty());
    }
}
