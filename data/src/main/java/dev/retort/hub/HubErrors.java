package dev.retort.hub;

import dev.retort.credentials.HubToken;
import dev.retort.hub.HubException.Reason;
import java.util.Optional;

/// The hub's refusals in words, each with its remedy. Nothing that the hub writes is repeated: it may be anything.
///
/// @param reference what is asked for
record HubErrors(HubSettings settings, HubReference reference) {

    /// @param code the hub's `X-Error-Code`
    /// @param file that was asked for; empty if the repository was
    HubException refused(int status, Optional<String> code, Optional<String> file) {
        return switch (code.orElse("")) {
            case "GatedRepo" -> gated();
            case "RepoNotFound" -> noRepository();
            case "RevisionNotFound" -> noRevision();
            case "EntryNotFound" -> noFile(file.orElse("?"));
            default -> byStatus(status, file);
        };
    }

    private HubException byStatus(int status, Optional<String> file) {
        if (status == 401 && settings.token().isPresent()) {
            return new HubException(Reason.NO_ACCESS,
                    "the hub at %s refuses the token of %s; make a new one at %s/settings/tokens, or unset it"
                            .formatted(host(), place(), settings.endpoint()));
        }
        if (status == 403) {
            return new HubException(Reason.NO_ACCESS, "%s: the hub forbids it (403); %s".formatted(repository(),
                    settings.token().isPresent()
                            ? "give the token of %s the right to read it".formatted(place())
                            : "set HF_TOKEN to the token of an account that may read it"));
        }
        if (status == 401 || status == 404) {
            return file.isPresent() ? noFile(file.get()) : noRepository();
        }
        return unreachable("it answers %d".formatted(status), Optional.empty());
    }

    private HubException gated() {
        String page = settings.endpoint() + reference.repository().page();
        return new HubException(Reason.NO_ACCESS, settings.token().isPresent()
                ? "%s is gated and the account of %s has no access; accept its terms at %s, or wait until its owner agrees"
                        .formatted(repository(), place(), page)
                : "%s is gated; accept its terms at %s and set HF_TOKEN to a token of that account"
                        .formatted(repository(), page));
    }

    private HubException noRepository() {
        return new HubException(Reason.NO_ACCESS, "%s: the hub at %s has none that %s may see; correct the name%s"
                .formatted(repository(), host(),
                        settings.token().isPresent() ? "the account of " + place() : "everybody",
                        settings.token().isPresent()
                                ? ", or use a token that may see it"
                                : ", or set HF_TOKEN if it is private"));
    }

    private HubException noRevision() {
        return new HubException(Reason.NO_REVISION,
                "%s has no revision '%s'; name a branch, a tag or a commit".formatted(repository(),
                        reference.revision()));
    }

    HubException noFile(String file) {
        return new HubException(Reason.NO_FILE, "%s has no file '%s' at revision '%s'; correct the name or the revision"
                .formatted(repository(), HubNames.shown(file), reference.revision()));
    }

    HubException broken(String what) {
        return new HubException(Reason.BROKEN, "%s: %s; try again, and check HF_ENDPOINT and what stands in between"
                .formatted(repository(), what));
    }

    HubException unreachable(String why, Optional<Throwable> cause) {
        String message = "%s: the hub at %s cannot be reached (%s); check the network, or set HF_HUB_OFFLINE=1 to work with what is cached"
                .formatted(repository(), host(), why);
        return cause.map(lost -> new HubException(Reason.UNREACHABLE, message, lost))
                .orElseGet(() -> new HubException(Reason.UNREACHABLE, message));
    }

    HubException offline(String what) {
        return new HubException(Reason.OFFLINE,
                "%s: HF_HUB_OFFLINE is set and %s is not in %s; unset it for one run, or fetch it elsewhere".formatted(
                        repository(), what, settings.cache()));
    }

    HubException disk(String why) {
        return new HubException(Reason.DISK,
                "%s: cannot be kept in %s (%s); make room, or set HF_HUB_CACHE to a place with room"
                        .formatted(repository(), settings.cache(), why));
    }

    String host() {
        return settings.endpoint().getAuthority();
    }

    private String repository() {
        return reference.repository().shown();
    }

    private String place() {
        return settings.token().map(HubToken.Found::place).orElse("HF_TOKEN");
    }
}
