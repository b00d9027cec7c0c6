package dev.retort.workspace;

import dev.retort.hub.HubReference;
import java.util.Optional;

/// The revision of something on the hub: the key `revision`, or what follows `@` in its name.
final class HubRevisions {
    private HubRevisions() {}

    /// @param name of the repository as written
    static Optional<String> read(Section section, Optional<String> name) {
        Optional<String> key = section.text("revision").map(String::strip);
        Optional<String> inName = name.filter(text -> text.contains("@"))
                .map(text -> text.substring(text.indexOf('@') + 1).strip());
        if (key.isPresent() && inName.isPresent()) {
            section.problem("revision", "revision is given twice, here and after '@'; remove one");
            return Optional.empty();
        }
        if (key.filter(text -> !HubReference.isRevision(text)).isPresent()) {
            section.problem("revision",
                    "revision must be a branch, a tag or a commit, got '%s'; leave it out for the newest"
                            .formatted(key.get()));
            return Optional.empty();
        }
        return key.or(() -> inName);
    }
}
