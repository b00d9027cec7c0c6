package dev.retort.teacher;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// Where a teacher is asked. Never holds a secret: the key is read from the named environment variable at run time.
public sealed interface HostSettings {

    /// The host's word in `retort.yaml`: `openai`, `huggingface`, `replay`.
    String word();

    /// A host that speaks HTTP.
    ///
    /// @param word which wire format: `openai` (chat completions) or `huggingface` (text generation)
    /// @param baseUrl the address before the format's own path
    /// @param keyVariable the environment variable that holds the key; empty for a host without keys
    /// @param chatTemplate for raw-text formats: the text around the prompt, with `{prompt}` where it goes
    record Http(String word, URI baseUrl, Optional<String> keyVariable, Optional<String> chatTemplate)
            implements
                HostSettings {}

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
