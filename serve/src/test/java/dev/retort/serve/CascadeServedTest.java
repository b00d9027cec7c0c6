package dev.retort.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Texts that a student is unsure of, answered by somebody else.
class CascadeServedTest {
    private static final String TWO = "{\"inputs\": [\"Profit doubled.\", \"Sales rose.\"]}";

    @TempDir
    private Path directory;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private Path student = Path.of("");

    @BeforeEach
    void make() {
        student = TinyStudent.in(directory.resolve("tiny"));
    }

    private Served served(double below, Duration patience, Adviser adviser) {
        return Served.of(List.of(new StudentSource("tiny", () -> student, _ -> List.of(),
                Optional.of(new Cascade(text -> {
                    asked.add(text);
                    return adviser.ask(text);
                }, below, patience, 2)))));
    }

    private static CompletableFuture<Map<String, Double>> says(Map<String, Double> shares) {
        return CompletableFuture.completedFuture(shares);
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("none");
    }

    @Test
    void theAdvisersSharesStandWhereTheStudentIsUnsure() {
        try (Served served = served(1, Duration.ofSeconds(30), text -> says(text.startsWith("Profit")
                ? Map.of("neutral", 0.75, "positive", 0.25)
                : Map.of()))) {
            HttpResponse<String> response = served.post("/", TWO);
            JsonNode texts = json(response);
            assertThat(texts.at("/0/0/label").asString()).isEqualTo("neutral");
            assertThat(texts.at("/0/0/score").asDouble()).isEqualTo(0.75);
            assertThat(texts.at("/0/1/label").asString()).isEqualTo("positive");
            assertThat(texts.at("/0/2/score").asDouble()).isZero();
            assertThat(texts.at("/1/0/score").asDouble()).as("the student's own").isBetween(0.33, 0.9999);
            assertThat(header(response, "x-teacher-texts")).isEqualTo("0");
            assertThat(header(response, "x-teacher-missing")).isEqualTo("1");
            assertThat(asked).containsExactly("Profit doubled.", "Sales rose.");
            assertThat(served.metric("retort_asked_texts_total{model=\"tiny\",result=\"labelled\"}")).isEqualTo(1);
            assertThat(served.metric("retort_asked_texts_total{model=\"tiny\",result=\"unlabelled\"}"))
                    .isEqualTo(1);
            assertThat(served.metric("retort_ask_seconds_count{model=\"tiny\"}")).isEqualTo(2);
        }
    }

    @Test
    void textsThatTheStudentIsSureOfAndRawScoresAreItsOwn() {
        try (Served served = served(0.01, Duration.ofSeconds(30), _ -> says(Map.of("neutral", 1.0)))) {
            HttpResponse<String> response = served.post("/", TWO);
            assertThat(header(response, "x-teacher-texts")).isEmpty();
            assertThat(header(response, "x-teacher-missing")).isEmpty();
        }
        try (Served served = served(1, Duration.ofSeconds(30), _ -> says(Map.of("neutral", 1.0)))) {
            HttpResponse<String> response = served.post("/predict",
                    "{\"inputs\": \"Profit doubled.\", \"raw_scores\": true}");
            assertThat(json(response).at("/0/score").asDouble()).isNotEqualTo(1);
            assertThat(header(response, "x-teacher-texts")).isEqualTo("none");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void anAdviserThatIsLateFailsOrKnowsOtherLabelsLeavesTheStudentsLabel() {
        for (Adviser adviser : List.<Adviser>of(_ -> new CompletableFuture<>(), _ -> {
            throw new IllegalStateException("adviser is broken");
        }, _ -> CompletableFuture.failedFuture(new IllegalStateException("adviser is broken")),
                _ -> says(Map.of("bullish", 1.0)))) {
            try (Served served = served(1, Duration.ofMillis(50), adviser)) {
                HttpResponse<String> response = served.post("/", TWO);
                assertThat(json(response)).hasSize(2);
                assertThat(header(response, "x-teacher-missing")).isEqualTo("0,1");
            }
        }
    }

    @Test
    void moreOpenTextsThanMayBeAreAnsweredAtOnce() throws Exception {
        var never = new CompletableFuture<Map<String, Double>>();
        try (Served served = served(1, Duration.ofSeconds(30), _ -> never)) {
            CompletableFuture<HttpResponse<String>> waiting = served.later("/", TWO);
            while (asked.size() < 2) {
                Thread.onSpinWait();
            }
            HttpResponse<String> busy = served.post("/", TWO);
            assertThat(header(busy, "x-teacher-missing")).isEqualTo("0,1");
            assertThat(served.metric("retort_asked_texts_total{model=\"tiny\",result=\"busy\"}")).isEqualTo(2);
            never.complete(Map.of("negative", 1.0));
            assertThat(header(waiting.get(), "x-teacher-texts")).isEqualTo("0,1");
            assertThat(header(served.post("/", TWO), "x-teacher-texts")).isEqualTo("0,1");
        }
    }
}
