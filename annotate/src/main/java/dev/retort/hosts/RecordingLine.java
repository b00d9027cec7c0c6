package dev.retort.hosts;

import dev.retort.teacher.LabelProbability;
import dev.retort.teacher.LabelProbabilityJson;
import dev.retort.teacher.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads and writes the lines of recordings.
final class RecordingLine {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String LABEL = "label-probability";

    private RecordingLine() {}

    static String write(RecordedAnswer recorded) {
        ObjectNode line = JSON.createObjectNode().put("id", recorded.id()).put("teacher", recorded.teacher())
                .put("prompt", recorded.prompt()).put("vote", recorded.vote()).put("answer", recorded.answer());
        recorded.finishReason().ifPresent(reason -> line.put("finish-reason", reason));
        recorded.latency().ifPresent(latency -> line.put("latency-ms",
                BigDecimal.valueOf(latency.toNanos(), 6).setScale(3, RoundingMode.HALF_UP).stripTrailingZeros()));
        recorded.usage().ifPresent(usage -> line.putObject("usage").put("prompt", usage.prompt())
                .put("cached", usage.cached()).put("completion", usage.completion())
                .put("reasoning", usage.reasoning()));
        recorded.label().ifPresent(label -> line.set(LABEL, LabelProbabilityJson.write(label)));
        return line.toString();
    }

    /// @throws IllegalArgumentException if the line is not a recorded answer; the message says why in one line
    static RecordedAnswer read(String text) {
        JsonNode line;
        try {
            line = JSON.readTree(text);
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException("not JSON: " + malformed.getOriginalMessage(), malformed);
        }
        if (!line.isObject()) {
            throw new IllegalArgumentException("each line must be a JSON object");
        }
        return new RecordedAnswer(string(line, "id"), string(line, "teacher"), string(line, "prompt"), vote(line),
                string(line, "answer"), optional(line, "finish-reason"), usage(line.path("usage")), latency(line),
                label(line.path(LABEL)));
    }

    private static String string(JsonNode line, String field) {
        return optional(line, field).orElseThrow(() -> new IllegalArgumentException(
                "'%s' must be a string, got %s".formatted(field, shown(line.path(field)))));
    }

    private static Optional<String> optional(JsonNode line, String field) {
        JsonNode value = line.path(field);
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }

    private static int vote(JsonNode line) {
        JsonNode vote = line.path("vote");
        if (!vote.isInt() || vote.intValue() < 1) {
            throw new IllegalArgumentException("'vote' must be a whole number from 1, got " + shown(vote));
        }
        return vote.intValue();
    }

    private static Optional<Duration> latency(JsonNode line) {
        JsonNode latency = line.path("latency-ms");
        if (latency.isMissingNode() || latency.isNull()) {
            return Optional.empty();
        }
        if (!latency.isNumber() || !(latency.doubleValue() >= 0 && latency.doubleValue() < 1e12)) {
            throw new IllegalArgumentException("'latency-ms' must be a number from 0, got " + shown(latency));
        }
        return Optional.of(Duration.ofNanos(Math.round(latency.doubleValue() * 1e6)));
    }

    private static Optional<Usage> usage(JsonNode usage) {
        if (usage.isMissingNode() || usage.isNull()) {
            return Optional.empty();
        }
        if (!usage.isObject()) {
            throw new IllegalArgumentException("'usage' must be an object, got " + shown(usage));
        }
        return Optional.of(new Usage(tokens(usage, "prompt"), tokens(usage, "cached"), tokens(usage, "completion"),
                tokens(usage, "reasoning")));
    }

    private static Optional<LabelProbability> label(JsonNode label) {
        if (label.isMissingNode() || label.isNull()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LabelProbabilityJson.read(label));
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException("'%s': %s".formatted(LABEL, refused.getMessage()), refused);
        }
    }

    private static long tokens(JsonNode usage, String field) {
        JsonNode count = usage.path(field);
        if (count.isMissingNode()) {
            return 0;
        }
        if (!count.isIntegralNumber() || !count.canConvertToLong() || count.longValue() < 0) {
            throw new IllegalArgumentException(
                    "usage '%s' must be a whole number from 0, got %s".formatted(field, shown(count)));
        }
        return count.longValue();
    }

    private static String shown(JsonNode value) {
        if (value.isMissingNode()) {
            return "nothing";
        }
        String text = value.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
