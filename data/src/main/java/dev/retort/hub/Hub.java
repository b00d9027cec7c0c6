package dev.retort.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The client of the hub. What has been fetched once is not fetched again; a full commit whose files are all in the cache
/// is used without asking anything. If the hub cannot be reached, the commit that a branch or tag stood for last is used.
public final class Hub implements AutoCloseable {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

    private final HubSettings settings;
    private final HubMachine machine;
    private final HubListener listener;
    private final HubWire wire;

    public Hub(HubSettings settings, HubListener listener) {
        this(settings, listener, HubMachine.system(), LONGEST_SILENCE);
    }

    /// @param longestSilence after which a connection counts as lost
    Hub(HubSettings settings, HubListener listener, HubMachine machine, Duration longestSilence) {
        this.settings = settings;
        this.machine = machine;
        this.listener = listener;
        this.wire = new HubWire(settings, longestSilence);
    }

    /// A repository at the commit that its revision stands for now.
    ///
    /// @throws HubException if the hub does not give it, or it cannot be asked and nothing is cached
    public HubSnapshot open(HubReference reference) {
        var cache = new HubCache(settings.cache(), reference.repository());
        var errors = new HubErrors(settings, reference);
        if (settings.offline()) {
            return cached(reference, cache, errors, Optional.empty())
                    .orElseThrow(() -> errors.offline("revision '%s'".formatted(reference.revision())));
        }
        var requests = new HubRequests(wire, machine, listener, errors);
        if (reference.isPinned()) {
            Optional<List<String>> names = cache.listing(reference.revision());
            if (names.isPresent()) {
                return snapshot(reference, reference.revision(), names.get(), cache, Optional.of(requests), errors);
            }
        }
        try {
            return asked(reference, cache, requests);
        } catch (HubException failure) {
            if (failure.reason() != HubException.Reason.UNREACHABLE || Thread.currentThread().isInterrupted()) {
                throw failure;
            }
            return cached(reference, cache, errors, Optional.of(requests)).orElseThrow(() -> failure);
        }
    }

    /// A repository at the commit that its revision stood for when the hub was last asked, without asking now; empty if
    /// nothing of it is cached.
    public Optional<HubSnapshot> cached(HubReference reference) {
        return cached(reference, new HubCache(settings.cache(), reference.repository()),
                new HubErrors(settings, reference), Optional.empty());
    }

    private HubSnapshot asked(HubReference reference, HubCache cache, HubRequests requests) {
        HubRequests.Listing listing = requests.listing();
        try {
            cache.writeListing(listing.commit(), listing.files());
            if (!reference.isPinned()) {
                cache.writeRef(reference.revision(), listing.commit());
            }
        } catch (IOException refused) {
            throw requests.errors().disk(Download.words(refused));
        }
        return snapshot(reference, listing.commit(), listing.files(), cache, Optional.of(requests), requests.errors());
    }

    /// What the cache knows of the revision.
    private Optional<HubSnapshot> cached(HubReference reference, HubCache cache, HubErrors errors,
            Optional<HubRequests> requests) {
        Optional<String> commit = reference.isPinned()
                ? Optional.of(reference.revision())
                : cache.ref(reference.revision());
        return commit.filter(known -> Files.isDirectory(cache.snapshot(known))).map(known -> {
            if (requests.isPresent()) {
                listener.on(new HubEvent.FromCache(reference.repository().name(), known,
                        "the hub at %s cannot be reached".formatted(errors.host())));
            }
            return snapshot(reference, known, cache.listing(known).orElseGet(() -> present(cache, known, errors)),
                    cache,
                    requests, errors);
        });
    }

    private static List<String> present(HubCache cache, String commit, HubErrors errors) {
        try {
            return cache.present(commit);
        } catch (IOException refused) {
            throw errors.disk(Download.words(refused));
        }
    }

    private HubSnapshot snapshot(HubReference reference, String commit, List<String> names, HubCache cache,
            Optional<HubRequests> requests, HubErrors errors) {
        return new HubSnapshot(reference, commit, names, cache, requests, errors, machine, listener);
    }

    @Override
    public void close() {
        wire.close();
    }
}
