package dev.retort.votes;

import dev.retort.task.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The hand-written table `votes/replies.jsonl`: what a teacher wrote and how it must be read.
final class Replies {
    record Row(int line, String task, String reply, Vote expected) {
        @Override
        public String toString() {
            return "line %d: %s".formatted(line, reply.length() > 80 ? reply.substring(0, 80) : reply);
        }
    }

    private Replies() {}

    static List<Row> all() {
        var json = JsonMapper.builder().build();
        try (InputStream file = Replies.class.getResourceAsStream("/votes/replies.jsonl")) {
            if (file == null) {
                throw new IllegalStateException("votes/replies.jsonl is missing");
            }
            List<String> lines = new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            return java.util.stream.IntStream.range(0, lines.size()).mapToObj(i -> row(i + 1,
                    json.readTree(lines.get(i)))).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Row row(int line, JsonNode node) {
        String cause = node.path("cause").asString("");
        Vote expected = switch (cause) {
            case "" -> new Vote.Read(new Value.Choice(node.path("value").stringValue()), node.path("reason").asString(
                    ""), ReadStep.valueOf(node.path("step").stringValue()));
            case "REFUSED" -> new Vote.Refused();
            default -> new Vote.Unreadable(Vote.Cause.valueOf(cause));
        };
        return new Row(line, node.path("task").stringValue(), node.path("reply").stringValue(), expected);
    }
}
