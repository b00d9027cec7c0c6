package dev.retort.hub;

import java.util.Optional;

/// A repository at a revision: a branch, a tag or a commit.
public record HubReference(HubRepository repository, String revision) {
    /// The branch that every repository has.
    public static final String MAIN = "main";

    public HubReference {
        if (!isRevision(revision)) {
            throw new IllegalArgumentException(
                    "a revision must be a branch, a tag or a commit, got '%s'".formatted(HubNames.shown(revision)));
        }
    }

    public static boolean isRevision(String text) {
        return HubNames.isRevision(text);
    }

    /// Reads `ORGANISATION/NAME` or `ORGANISATION/NAME@REVISION`; empty if it is neither.
    public static Optional<HubReference> of(HubRepository.Kind kind, String text) {
        int at = text.indexOf('@');
        String name = at < 0 ? text : text.substring(0, at);
        String revision = at < 0 ? MAIN : text.substring(at + 1);
        return HubRepository.isName(name) && isRevision(revision)
                ? Optional.of(new HubReference(new HubRepository(kind, name), revision))
                : Optional.empty();
    }

    /// Whether the revision is a full commit, which never changes.
    public boolean isPinned() {
        return HubNames.isCommit(revision);
    }
}
