package dev.retort.annotate;

import dev.retort.hosts.BatchHost;
import dev.retort.hosts.HostReply;
import dev.retort.store.BatchLine;
import dev.retort.teacher.AnswerKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The files that a host has made of a batch, and which of its lines they still lack. Used by one thread.
final class BatchResults implements AutoCloseable {

    /// What became of one request.
    record Result(BatchLine line, HostReply reply) {}

    /// A vote without an answer.
    record Unanswered(AnswerKey key, String exampleId, int attempt, HostReply reply) {}

    private final Deque<String> toFetch;
    private final boolean cutShort;
    private final List<Path> fetched = new ArrayList<>();
    private final Deque<Path> toRead = new ArrayDeque<>();
    private final List<Unanswered> unanswered = new ArrayList<>();
    private Map<String, BatchLine> lines = Map.of();
    private Set<AnswerKey> known = Set.of();
    private boolean begun;
    private Optional<BufferedReader> reader = Optional.empty();

    /// @param hostFiles the host's names of them
    /// @param cutShort whether the batch ended before its end
    BatchResults(List<String> hostFiles, boolean cutShort) {
        this.toFetch = new ArrayDeque<>(hostFiles);
        this.cutShort = cutShort;
    }

    /// The next file to copy from the host.
    Optional<String> nextToFetch() {
        return Optional.ofNullable(toFetch.peek());
    }

    /// Where to copy it to.
    Path room() {
        try {
            Path file = Files.createTempFile("retort-results-", ".jsonl");
            fetched.add(file);
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void fetched(Path file) {
        toFetch.remove();
        toRead.add(file);
    }

    boolean hasBegun() {
        return begun;
    }

    /// @param asked all lines of the batch
    /// @param answered those of their keys that have an answer
    void begin(List<BatchLine> asked, Set<AnswerKey> answered) {
        begun = true;
        lines = new LinkedHashMap<>();
        asked.forEach(line -> lines.put(line.customId(), line));
        known = answered;
    }

    boolean isKnown(AnswerKey key) {
        return known.contains(key);
    }

    boolean cutShort() {
        return cutShort;
    }

    /// The next line of the files that is one of the batch's and new; empty at the end of all.
    Optional<Result> next(BatchHost host) {
        try {
            while (true) {
                if (reader.isEmpty()) {
                    if (toRead.isEmpty()) {
                        return Optional.empty();
                    }
                    reader = Optional.of(Files.newBufferedReader(toRead.remove(), StandardCharsets.UTF_8));
                }
                String text = reader.get().readLine();
                if (text == null) {
                    reader.get().close();
                    reader = Optional.empty();
                    continue;
                }
                Optional<Result> result = host.read(text, cutShort).flatMap(read -> Optional
                        .ofNullable(lines.remove(read.customId())).map(line -> new Result(line, read.reply())));
                if (result.isPresent()) {
                    return result;
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Notes those votes of a request that have no answer.
    void unanswered(BatchLine line, List<AnswerKey> keys, HostReply reply) {
        keys.stream().filter(key -> !isKnown(key))
                .forEach(key -> unanswered.add(new Unanswered(key, line.exampleId(), line.attempt(), reply)));
    }

    /// Notes the requests that stand in no file.
    void missing(HostReply reply) {
        lines.values().forEach(line -> unanswered(line, line.keys(), reply));
        lines = Map.of();
    }

    List<Unanswered> unanswered() {
        return unanswered;
    }

    @Override
    public void close() {
        try {
            if (reader.isPresent()) {
                reader.get().close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            fetched.forEach(BatchResults::delete);
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
