package dev.retort.workspace;

import dev.retort.teacher.HostSettings;
import dev.retort.teacher.KnownHost;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the keys of a teacher that say where it is asked.
///
/// What differs from host to host is in [KnownHost]. A known host's own address and key variable are the defaults. A key
/// goes to an address of one's own only if `key-variable` says so: no key is sent to a stranger by default.
final class HostKeys {
    private static final Pattern VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]{0,63}");
    /// What keys of known services look like, where they would pass for a variable's name.
    private static final Pattern KEY = Pattern.compile("(AKIA|ASIA)[A-Z0-9]{16}|[A-F0-9]{24,}|[A-Z0-9]{40,}");

    private HostKeys() {}

    static Optional<HostSettings> read(Section section, Path dir, String model) {
        if (!section.has("host")) {
            section.requiredText("host", "host: openai");
            return Optional.empty();
        }
        return section.text("host").flatMap(word -> {
            Optional<KnownHost> known = KnownHost.of(word);
            if (known.isEmpty()) {
                section.problem("host", "host must be one of %s, got '%s'%s".formatted(
                        String.join(", ", KnownHost.words()), word,
                        Nearest.to(word, KnownHost.words()).map("; did you mean '%s'?"::formatted)
                                .orElse("; for an OpenAI-compatible host write 'host: openai' and its base-url")));
            }
            return known;
        }).flatMap(known -> known.wire() == KnownHost.Wire.RECORDING
                ? replay(section, dir)
                : http(section, known, model));
    }

    private static Optional<HostSettings> replay(Section section, Path dir) {
        refuse(section, "replay", "base-url", "key-variable", "chat-template", "structured", "logprobs");
        return section.requiredText("recording", "recording: answers.jsonl")
                .flatMap(text -> Paths.resolve(dir, text, message -> section.problem("recording", message)))
                .map(HostSettings.Replay::new);
    }

    private static Optional<HostSettings> http(Section section, KnownHost known, String model) {
        refuse(section, known.word(), "recording");
        if (known.wire() != KnownHost.Wire.GENERATION) {
            refuse(section, known.word(), "chat-template");
        }
        Optional<URI> url = section.text("base-url")
                .or(() -> known.baseUrl().map(standard -> standard.replace("{model}", model)))
                .flatMap(text -> address(section, text));
        if (known.baseUrl().isEmpty() && !section.has("base-url")) {
            section.requiredText("base-url",
                    "base-url: https://RESOURCE.openai%s".formatted(known.domain().orElse("")));
        }
        Optional<String> variable = section.has("key-variable")
                ? section.text("key-variable").filter(name -> isVariable(section, name))
                : keyUnasked(section, known, url);
        Optional<String> chatTemplate = section.text("chat-template").filter(text -> {
            if (!text.contains("{prompt}")) {
                section.problem("chat-template", "chat-template has no place for the prompt; write {prompt} into it");
            }
            return text.contains("{prompt}");
        });
        return url.map(present -> new HostSettings.Http(known.word(), present, variable, chatTemplate));
    }

    private static Optional<String> keyUnasked(Section section, KnownHost known, Optional<URI> url) {
        boolean ours = !section.has("base-url") || url.filter(known::trusts).isPresent();
        return ours && !section.isLeftOut("key-variable") ? known.keyVariable() : Optional.empty();
    }

    private static void refuse(Section section, String host, String... keys) {
        for (String key : keys) {
            if (section.has(key)) {
                section.problem(key, "%s does not go with host %s; remove it".formatted(key, host));
            }
        }
    }

    /// The value is not repeated in messages: it may hold a password.
    private static Optional<URI> address(Section section, String text) {
        try {
            var url = new URI(text.strip());
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            if ((scheme.equals("https") || scheme.equals("http")) && url.getHost() != null
                    && url.getFragment() == null) {
                if (url.getUserInfo() == null && !hasKey(url)) {
                    return Optional.of(url);
                }
                section.problem("base-url", "base-url holds a password or key; remove it and name an environment "
                        + "variable in 'key-variable'");
                return Optional.empty();
            }
        } catch (URISyntaxException _) {
            // Told below, as any other address that is none.
        }
        section.problem("base-url", "base-url must be an http or https address; write for example "
                + "'base-url: https://api.example.com/v1'");
        return Optional.empty();
    }

    private static boolean hasKey(URI url) {
        String query = url.getQuery() == null ? "" : url.getQuery().toLowerCase(Locale.ROOT);
        return query.matches(".*(^|[&_-])(key|token|apikey|secret|password)=.*");
    }

    private static boolean isVariable(Section section, String name) {
        boolean fits = VARIABLE.matcher(name).matches() && !KEY.matcher(name).matches();
        if (!fits) {
            section.problem("key-variable",
                    "key-variable must be the name of an environment variable, in capitals; a key "
                            + "itself is never written here: put it into the variable and write for example "
                            + "'key-variable: OPENAI_API_KEY'");
        }
        return fits;
    }
}
