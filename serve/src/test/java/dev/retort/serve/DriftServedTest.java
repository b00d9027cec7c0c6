package dev.retort.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DriftServedTest {
    @TempDir
    private Path directory;

    private static ServeOptions keeping(Path state) {
        ServeOptions usual = Served.OPTIONS;
        return new ServeOptions(usual.http(), usual.batching(), usual.student(), usual.maxTexts(), usual.keys(),
                usual.origin(), false, Optional.of(state));
    }

    @Test
    void labelsUnlikeThoseOfTheTestTextsAreSeenInMetricsAndPage() throws IOException {
        Path student = TinyStudent.in(directory.resolve("tiny"));
        var source = new StudentSource("tiny", () -> student,
                _ -> Collections.nCopies(400, List.of(0.95, 0.03, 0.02)), Optional.empty());
        Path state = directory.resolve("state");
        try (Served served = Served.of(List.of(source), keeping(state))) {
            for (int request = 0; request < 30; request++) {
                served.post("/",
                        "{\"inputs\": [\"Profit doubled.\", \"Sales rose.\", \"a\", \"b\", \"c\", \"d\", \"e\", \"f\"]}");
            }
            JsonNode tiny = JsonMapper.shared().readTree(served.get("/drift.json").body()).at("/models/tiny");
            assertThat(tiny.get("compared_with").asString()).isEqualTo("400 test texts");
            assertThat(tiny.at("/expected/labels/0").asInt()).isEqualTo(400);
            assertThat(tiny.at("/days/0/texts").asInt()).isEqualTo(240);
            assertThat(tiny.at("/days/0/labels/verdict").asString()).isEqualTo("drifted");
            assertThat(tiny.at("/days/0/labels/index").asDouble()).isGreaterThan(1);
            assertThat(served.metric("retort_drift_verdict{model=\"tiny\",statistic=\"labels\"}")).isEqualTo(2);
            served.server.reload();
            served.post("/", "{\"inputs\": \"Profit doubled.\"}");
            assertThat(JsonMapper.shared().readTree(served.get("/drift.json").body())
                    .at("/models/tiny/days/0/texts").asInt()).as("reloading goes on counting").isEqualTo(241);
            assertThat(served.get("/drift").body()).contains("population stability index");
        }
        try (Stream<Path> files = Files.list(state)) {
            assertThat(files).singleElement().satisfies(file -> assertThat(Files.readString(file)).contains(
                    "\"texts\":241").doesNotContain("Profit"));
        }
        try (Served again = Served.of(List.of(source), keeping(state))) {
            assertThat(JsonMapper.shared().readTree(again.get("/drift.json").body()).at("/models/tiny/days/0/texts")
                    .asInt()).isEqualTo(241);
        }
    }
}
