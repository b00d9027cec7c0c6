package dev.retort.doctor;

import java.util.List;
import java.util.Map;

/// Which keys for hosts are set. Their values are never looked at.
final class KeyProbe implements Probe {
    private static final Map<String, String> KEYS = Map.of("OPENAI_API_KEY", "OpenAI", "HF_TOKEN", "Hugging Face");

    @Override
    public List<Finding> look(Machine machine) {
        return KEYS.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .map(key -> machine.variable(key.getKey()).isPresent()
                        ? Finding.ok(key.getValue() + " key", key.getKey() + " is set")
                        : Finding.lacks(key.getValue() + " key", key.getKey() + " is not set",
                                "needed only to ask models there: export " + key.getKey() + "=..."))
                .toList();
    }
}
