package dev.retort.hub;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What can be asked of the hub about one repository, with repeats and with its refusals in words.
final class HubRequests {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// A commit and the names of its files.
    record Listing(String commit, List<String> files) {
        Listing {
            files = List.copyOf(files);
        }
    }

    /// @param hash by which the hub knows the content, see [BlobHash]
    /// @param size in bytes
    record FileFacts(String name, String hash, long size) {}

    @FunctionalInterface
    private interface Sending {
        HubWire.Reply send() throws IOException;
    }

    private final HubWire wire;
    private final HubMachine machine;
    private final HubListener listener;
    private final HubErrors errors;

    HubRequests(HubWire wire, HubMachine machine, HubListener listener, HubErrors errors) {
        this.wire = wire;
        this.machine = machine;
        this.listener = listener;
        this.errors = errors;
    }

    HubErrors errors() {
        return errors;
    }

    Retries retries() {
        return new Retries(machine, listener, errors);
    }

    Listing listing() {
        HubReference reference = errors.reference();
        Retries retries = retries();
        while (true) {
            try (HubWire.Reply reply = answered(
                    () -> wire.get(reference.repository().infoPath(reference.revision()), 0), Optional.empty(),
                    retries)) {
                return read(reply.text());
            } catch (IOException lost) {
                retries.after(lost);
            }
        }
    }

    private Listing read(String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JacksonException notJson) {
            throw errors.broken("the hub's answer is not JSON");
        }
        String commit = json.path("sha").asString("");
        if (!HubNames.isCommit(commit)) {
            throw errors.broken("the hub's answer names no commit");
        }
        if (errors.reference().isPinned() && !commit.equals(errors.reference().revision())) {
            throw errors.broken("the hub answers with another commit, %s".formatted(commit));
        }
        var files = new ArrayList<String>();
        for (JsonNode sibling : json.path("siblings")) {
            String name = sibling.path("rfilename").asString("");
            if (!HubNames.isInside(name)) {
                throw errors.broken(
                        "the hub lists a file '%s', which leads out of its directory".formatted(HubNames.shown(name)));
            }
            files.add(name);
        }
        return new Listing(commit, files.stream().sorted().toList());
    }

    /// @throws HubException if the commit has no such file or the hub does not say what it is
    FileFacts facts(String commit, String name) {
        Retries retries = retries();
        try (HubWire.Reply reply = answered(
                () -> wire.head(errors.reference().repository().filePath(commit, name)), Optional.of(name), retries)) {
            return facts(commit, name, reply.told());
        }
    }

    private FileFacts facts(String commit, String name, HubWire.Told told) {
        String hash = told.etag().orElse("");
        if (!HubNames.isHash(hash)) {
            throw errors.broken("the hub tells no hash of '%s'".formatted(HubNames.shown(name)));
        }
        String size = told.size().orElse("");
        if (!size.matches("\\d{1,15}")) {
            throw errors.broken("the hub tells no size of '%s'".formatted(HubNames.shown(name)));
        }
        if (told.commit().filter(other -> !other.equals(commit)).isPresent()) {
            throw errors.broken("the hub gives '%s' of another commit".formatted(HubNames.shown(name)));
        }
        return new FileFacts(name, hash, Long.parseLong(size));
    }

    /// Asks for a file's content from some byte on. Repeats nothing.
    ///
    /// @return a reply of status 200, 206 or 416, or one that may pass
    /// @throws HubException if the hub refuses
    HubWire.Reply content(String commit, FileFacts facts, long from) throws IOException {
        HubWire.Reply reply = wire.get(errors.reference().repository().filePath(commit, facts.name()), from);
        if (reply.status() == 200 || reply.status() == 206 || reply.status() == 416
                || Retries.mayPass(reply.status())) {
            return reply;
        }
        reply.close();
        throw errors.refused(reply.status(), reply.header("X-Error-Code"), Optional.of(facts.name()));
    }

    /// Whether what the hub says while it sends is still what it said before.
    static boolean isSame(FileFacts facts, HubWire.Told told) {
        return told.etag().filter(HubNames::isHash)
                .map(hash -> hash.equals(facts.hash())).orElse(true);
    }

    /// Sends until there is an answer that is no passing failure.
    private HubWire.Reply answered(Sending sending, Optional<String> file, Retries retries) {
        while (true) {
            try {
                HubWire.Reply reply = sending.send();
                if (reply.status() / 100 == 2 || reply.status() / 100 == 3) {
                    return reply;
                }
                reply.close();
                if (!Retries.mayPass(reply.status())) {
                    throw errors.refused(reply.status(), reply.header("X-Error-Code"), file);
                }
                retries.after(reply.status(), reply.header("Retry-After"));
            } catch (IOException lost) {
                retries.after(lost);
            }
        }
    }
}
