package dev.retort.drift;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where a [DriftLog] keeps its counts: JSON, written under another name and renamed.
///
/// ```json
/// {"format": 1, "labels": ["good", "bad"], "first": {"texts": 2, "labels": [1, 1, 0], "confidence": [...],
///  "tokens": [...], "embedding": [...]}, "days": {"2026-11-24": {...}}}
/// ```
///
/// Keys may be added within a format: files of older versions have no `embedding`, and older versions ignore it.
public final class DriftFile {
    private static final int FORMAT = 1;

    private final Path file;

    /// @param file whose directory is there
    public DriftFile(Path file) {
        this.file = file;
    }

    /// @param first texts that were counted
    /// @param days by date
    record Content(Tally first, TreeMap<LocalDate, Tally> days) {}

    /// @return what was kept; empty if there is no file
    /// @throws IllegalArgumentException if it is not such a file, or one for other labels
    Optional<Content> read(List<String> labels) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = JsonMapper.shared().readTree(Files.readString(file));
            if (json.path("format").asInt(0) != FORMAT || !labels.equals(json.path("labels").values().stream()
                    .map(JsonNode::asString).toList())) {
                throw broken();
            }
            var days = new TreeMap<LocalDate, Tally>();
            for (Map.Entry<String, JsonNode> day : json.path("days").properties()) {
                days.put(LocalDate.parse(day.getKey()), tally(labels.size(), day.getValue()));
            }
            return Optional.of(new Content(tally(labels.size(), json.path("first")), days));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (JacksonException | DateTimeParseException _) {
            throw broken();
        }
    }

    private IllegalArgumentException broken() {
        return new IllegalArgumentException(
                "%s: not counts of this student in format %d; move the file away to begin anew".formatted(file,
                        FORMAT));
    }

    private Tally tally(int labels, JsonNode json) {
        try {
            return Tally.of(labels, json.path("texts").asLong(), counts(json.path("labels")),
                    counts(json.path("confidence")), counts(json.path("tokens")),
                    json.has("embedding") ? counts(json.path("embedding")) : new long[Tally.EMBEDDING_BINS]);
        } catch (IllegalArgumentException _) {
            throw broken();
        }
    }

    private static long[] counts(JsonNode list) {
        return list.values().stream().mapToLong(JsonNode::asLong).toArray();
    }

    void write(List<String> labels, Content content) {
        Map<String, Object> days = new LinkedHashMap<>();
        content.days().forEach((date, tally) -> days.put(date.toString(), json(tally)));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("labels", labels);
        json.put("first", json(content.first()));
        json.put("days", days);
        try {
            Path whole = file.resolveSibling(file.getFileName() + ".tmp");
            Files.write(whole, JsonMapper.shared().writeValueAsBytes(json));
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private static Map<String, Object> json(Tally tally) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("texts", tally.texts());
        for (Statistic statistic : Statistic.values()) {
            json.put(statistic.word(), tally.bins(statistic));
        }
        return json;
    }
}
