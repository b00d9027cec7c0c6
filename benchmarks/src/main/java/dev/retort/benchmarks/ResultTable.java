package dev.retort.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The results as a table in Markdown: what must be shown, what was, with which command, when and where.
final class ResultTable {
    private ResultTable() {}

    static String of(Path results) throws IOException {
        var table = new StringBuilder();
        try (Stream<Path> found = Files.list(results)) {
            List<Path> files = found.filter(file -> file.toString().endsWith(".json")).sorted().toList();
            for (Path file : files) {
                append(table, JsonMapper.shared().readTree(Files.readString(file)));
            }
        }
        return table.toString();
    }

    private static void append(StringBuilder table, JsonNode result) {
        table.append("### ").append(result.path("benchmark").asString()).append("\n\n`")
                .append(result.path("command").asString()).append("`, ").append(result.path("measuredAt").asString())
                .append(", commit ").append(result.path("commit").asString()).append(", ")
                .append(result.path("cores").asInt()).append(" cores of ").append(result.path("cpu").asString())
                .append(", JDK ").append(result.path("jdk").asString());
        result.path("peerVersions").properties()
                .forEach(peer -> table.append(", ").append(peer.getKey()).append(' ')
                        .append(peer.getValue().asString()));
        table.append("; load when it began: ").append(result.path("loadBefore").asString()).append("\n\n");
        if (!result.path("checks").isEmpty()) {
            table.append("| must show | shown | |\n|---|---|---|\n");
        }
        for (JsonNode check : result.path("checks")) {
            table.append("| ").append(check.path("check").asString()).append(" | ")
                    .append(check.path("figure").asString()).append(" | ")
                    .append(check.path("passed").asBoolean() ? "yes" : "**no**").append(" |\n");
        }
        table.append(result.path("checks").isEmpty() ? "" : "\n");
        rounds(table, result);
        operators(table, result);
    }

    /// What a profile found.
    private static void operators(StringBuilder table, JsonNode result) {
        JsonNode millis = result.path("millisByOperator");
        if (!millis.isMissingNode()) {
            table.append("| operator | ms of %s |\n|---|---|\n".formatted(result.path("millis").asString()));
            millis.properties().forEach(one -> table.append("| %s | %s |\n".formatted(one.getKey(),
                    one.getValue().asString())));
            table.append('\n');
        }
    }

    /// What was measured in rounds, with its spread.
    private static void rounds(StringBuilder table, JsonNode result) {
        boolean any = false;
        for (var entry : result.properties()) {
            if (entry.getValue().has("rounds")) {
                if (!any) {
                    table.append("| in rounds | median | lowest | highest |\n|---|---|---|---|\n");
                    any = true;
                }
                JsonNode rounds = entry.getValue();
                String places = rounds.has("inFlight")
                        ? " at %d in flight".formatted(rounds.path("inFlight").asInt())
                        : "";
                table.append("| %s%s | %s | %s | %s |\n".formatted(entry.getKey(), places,
                        rounds.path("median").asString(), rounds.path("lowest").asString(),
                        rounds.path("highest").asString()));
            }
        }
        table.append(any ? "\n" : "");
    }
}
