package dev.retort.teacher;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Where a teacher is asked. Never holds a secret: the key is read from the named environment variable at run time.
public sealed interface HostSettings {

    /// The host's word in `retort.yaml`, one of [KnownHost#words()].
    String word();

    /// A host that speaks HTTP.
    ///
    /// @param word the host's name
    /// @param baseUrl the address before the format's own path
    /// @param keyVariable the environment variable that holds the key; empty for a host without keys
    /// @param chatTemplate for raw-text formats: the text around the prompt, with `{prompt}` where it goes
    record Http(String word, URI baseUrl, Optional<String> keyVariable, Optional<String> chatTemplate)
            implements
                HostSettings {

        /// What is known of the host at this address.
        ///
        /// @throws IllegalArgumentException if no host has this name
        public KnownHost known() {
            KnownHost known = KnownHost.of(word).orElseThrow(() -> new IllegalArgumentException(
                    "no host is called '%s'; it must be one of %s".formatted(word,
                            String.join(", ", KnownHost.words()))));
            return isOpenAi() ? known : known.elsewhere();
        }

        private boolean isOpenAi() {
            String host = String.valueOf(baseUrl.getHost()).toLowerCase(Locale.ROOT);
            return host.equals("api.openai.com") || host.endsWith(".openai.azure.com");
        }
    }

    /// Recorded answers.
    ///
    /// @param recording a JSONL file with `id`, `teacher`, `prompt`, `vote`, `answer`
    record Replay(Path recording) implements HostSettings {
        @Override
        public String word() {
            return "replay";
        }
    }
}
