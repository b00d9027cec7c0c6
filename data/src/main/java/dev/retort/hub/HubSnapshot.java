package dev.retort.hub;

import dev.retort.hub.HubRequests.FileFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// A repository at one commit: the names of its files, and those of them that have been fetched.
public final class HubSnapshot {
    private final HubReference reference;
    private final String commit;
    private final List<String> names;
    private final HubCache cache;
    private final Optional<HubRequests> requests;
    private final HubErrors errors;
    private final HubMachine machine;
    private final HubListener listener;

    /// @param requests empty if nothing may be asked
    HubSnapshot(HubReference reference, String commit, List<String> names, HubCache cache,
            Optional<HubRequests> requests, HubErrors errors, HubMachine machine, HubListener listener) {
        this.reference = reference;
        this.commit = commit;
        this.names = List.copyOf(names);
        this.cache = cache;
        this.requests = requests;
        this.errors = errors;
        this.machine = machine;
        this.listener = listener;
    }

    public HubReference reference() {
        return reference;
    }

    /// 40 hex digits.
    public String commit() {
        return commit;
    }

    /// All files of the commit, in order; of a commit that is known from the cache only, those that are there.
    public List<String> names() {
        return names;
    }

    public boolean has(String name) {
        return names.contains(name);
    }

    /// Where the fetched files lie under their names.
    public Path directory() {
        return cache.snapshot(commit);
    }

    /// Fetches those of the files that are not in the cache yet.
    ///
    /// @param wanted names of files of this commit
    /// @return the directory that holds them
    /// @throws HubException if one cannot be had; what came before stays
    public Path fetch(Collection<String> wanted) {
        List<String> missing = wanted.stream().distinct().filter(name -> !cache.holds(commit, name)).toList();
        if (missing.isEmpty()) {
            return directory();
        }
        for (String name : missing) {
            if (!has(name)) {
                throw errors.noFile(name);
            }
        }
        HubRequests asked = requests.orElseThrow(() -> errors.offline("its file '%s'".formatted(missing.getFirst())));
        try {
            fetch(missing, asked);
        } catch (IOException refused) {
            throw errors.disk(Download.words(refused));
        }
        return directory();
    }

    private void fetch(List<String> missing, HubRequests asked) throws IOException {
        List<FileFacts> files = new ArrayList<>();
        for (String name : missing) {
            files.add(asked.facts(commit, name));
        }
        long total = files.stream().mapToLong(FileFacts::size).sum();
        requireRoom(files);
        long began = machine.nanoTime();
        long earlier = 0;
        for (FileFacts file : files) {
            earlier += Math.min(size(cache.incomplete(file.hash())), file.size());
        }
        long there = 0;
        for (FileFacts file : files) {
            long before = there;
            long known = earlier;
            new Download(asked, cache, commit, file, bytes -> listener.on(new HubEvent.Fetching(
                    reference.repository().name(), file.name(), before + bytes, total,
                    rate(before + bytes - known, began)))).run();
            cache.link(commit, file.name(), file.hash());
            there += file.size();
        }
        listener.on(new HubEvent.Fetched(reference.repository().name(), files.size(), total, since(began)));
    }

    /// Bytes a second, of those that came now.
    private double rate(long bytes, long began) {
        double seconds = since(began).toNanos() / 1e9;
        return seconds > 0 && bytes > 0 ? bytes / seconds : 0;
    }

    private Duration since(long began) {
        return Duration.ofNanos(machine.nanoTime() - began);
    }

    private void requireRoom(List<FileFacts> files) throws IOException {
        long needed = 0;
        var seen = new HashSet<String>();
        for (FileFacts file : files) {
            if (seen.add(file.hash()) && !Files.exists(cache.blob(file.hash()))) {
                needed += Math.max(0, file.size() - size(cache.incomplete(file.hash())));
            }
        }
        Files.createDirectories(cache.root());
        long free = machine.freeBytes(cache.root());
        if (needed > free) {
            throw errors.disk("it needs %,d MB and %,d MB are free".formatted(megabytes(needed), free >> 20));
        }
    }

    private static long megabytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }
}
