package dev.retort.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.infer.InferenceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// With a real student of infer's tests, which learnt made-up news of the kind that [#news] makes.
class EmbeddingDriftTest {
    private static final List<String> WHO = List.of("Finnlines", "Ruukki", "Nokia", "Outokumpu", "Kesko", "Tecnomen",
            "Componenta");
    private static final List<String> WHAT = List.of("profit", "sales", "revenue", "earnings", "cash flow",
            "operating profit");
    private static final List<String> MOVED = List.of("rose", "increased", "climbed", "grew", "improved", "fell",
            "dropped", "decreased", "declined", "slipped");
    private static final List<String> WHEN = List.of("the first quarter", "January", "March", "the period", "2009");
    private static final List<String> OTHER = List.of("moon", "cafe", "facade", "naive", "resume", "dash", "Muller",
            "contact", "see", "very", "?", "https");

    @TempDir
    private Path directory;
    private final Random random = new Random(11);

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String news() {
        return "%s said %s %s to EUR %d mn in %s".formatted(one(WHO), one(WHAT), one(MOVED), 10 + random.nextInt(90),
                one(WHEN));
    }

    private String otherWords() {
        return IntStream.range(0, 4 + random.nextInt(8)).mapToObj(_ -> one(OTHER)).collect(Collectors.joining(" "));
    }

    private static Path student(Path place) throws IOException {
        Path kept = Path.of(System.getProperty("retort.root"), "infer/src/test/resources/kept/student-1-embedding");
        try (Stream<Path> files = Files.walk(kept)) {
            for (Path file : files.toList()) {
                Files.copy(file, place.resolve(kept.relativize(file).toString()));
            }
        }
        return place;
    }

    /// 240 texts, eight a request.
    private static void ask(Served served, Supplier<String> text) {
        for (int request = 0; request < 30; request++) {
            String texts = Stream.generate(text).limit(8).map("\"%s\""::formatted).collect(Collectors.joining(", "));
            assertThat(served.post("/", "{\"inputs\": [%s]}".formatted(texts)).statusCode()).isEqualTo(200);
        }
    }

    private static JsonNode report(Served served) {
        return JsonMapper.shared().readTree(served.get("/drift.json").body()).at("/models/tiny");
    }

    private static StudentSource source(Path student) {
        return new StudentSource("tiny", () -> student);
    }

    @Test
    void textsLikeThoseItLearntDoNotMoveTheIndex() throws IOException {
        try (Served served = Served.of(List.of(source(student(directory.resolve("tiny")))))) {
            ask(served, this::news);
            JsonNode tiny = report(served);
            assertThat(tiny.get("embedding_compared_with").asString())
                    .isEqualTo("359 texts that the student did not learn");
            assertThat(tiny.at("/expected/embedding/0").asInt()).isEqualTo(36);
            assertThat(tiny.at("/days/0/embedding/verdict").asString()).isEqualTo("stable");
            assertThat(tiny.at("/days/0/embedding/counts").values().stream().mapToInt(JsonNode::asInt).sum())
                    .isEqualTo(240);
            assertThat(served.metric("retort_drift_verdict{model=\"tiny\",statistic=\"embedding\"}")).isZero();
        }
    }

    @Test
    void textsOfAnotherDomainMoveItAndItsVerdict() throws IOException {
        Path state = Files.createDirectories(directory.resolve("state"));
        ServeOptions usual = Served.OPTIONS;
        var options = new ServeOptions(usual.http(), usual.batching(), usual.student(), usual.maxTexts(), usual.keys(),
                usual.origin(), false, Optional.of(state));
        StudentSource source = source(student(directory.resolve("tiny")));
        try (Served served = Served.of(List.of(source), options)) {
            ask(served, this::otherWords);
            JsonNode today = report(served).at("/days/0/embedding");
            assertThat(today.get("verdict").asString()).isEqualTo("drifted");
            assertThat(today.get("index").asDouble()).isGreaterThan(0.5);
            assertThat(served.metric("retort_drift_verdict{model=\"tiny\",statistic=\"embedding\"}")).isEqualTo(2);
            assertThat(served.metric("retort_drift_index{model=\"tiny\",statistic=\"embedding\"}"))
                    .isEqualTo(today.get("index").asDouble());
        }
        try (Served again = Served.of(List.of(source), options); Stream<Path> files = Files.list(state)) {
            assertThat(report(again).at("/days/0/embedding/verdict").asString()).isEqualTo("drifted");
            assertThat(files).singleElement().satisfies(file -> assertThat(Files.readString(file))
                    .contains("\"embedding\":[").doesNotContain("moon").hasSizeLessThan(1000));
        }
    }

    @Test
    void aStudentWithoutABaselineSaysSoInsteadOfZeros() throws IOException {
        Path without = student(directory.resolve("tiny"));
        Files.delete(without.resolve("drift.json"));
        Path older = TinyStudent.in(directory.resolve("older"));
        for (Path student : List.of(without, older)) {
            try (Served served = Served.of(List.of(source(student)))) {
                ask(served, this::news);
                JsonNode tiny = report(served);
                assertThat(tiny.get("embedding_not_compared").asString()).isEqualTo(student.equals(older)
                        ? "the student's ONNX file gives none; a newer Retort's export does"
                        : "the student has no drift.json; training writes it where 100 texts or more were not learnt");
                assertThat(tiny.at("/days/0/texts").asInt()).isEqualTo(240);
                assertThat(tiny.at("/days/0").has("embedding")).isFalse();
                assertThat(tiny.at("/expected").has("embedding")).isFalse();
                assertThat(served.get("/metrics").body()).contains("statistic=\"tokens\"")
                        .doesNotContain("statistic=\"embedding\"");
            }
        }
    }

    @Test
    void metricsFollowTheStudentThatTookOver() throws IOException {
        var current = new ArrayList<>(List.of(TinyStudent.in(directory.resolve("older"))));
        try (Served served = Served.of(List.of(new StudentSource("tiny", current::getLast)))) {
            assertThat(served.get("/metrics").body()).doesNotContain("statistic=\"embedding\"");
            current.add(student(directory.resolve("tiny")));
            served.server.reload();
            assertThat(served.get("/metrics").body()).contains("statistic=\"embedding\"");
            current.removeLast();
            served.server.reload();
            assertThat(served.get("/metrics").body()).doesNotContain("statistic=\"embedding\"");
        }
    }

    @Test
    void anotherStudentsBaselineIsRefused() throws IOException {
        Path student = student(directory.resolve("tiny"));
        TinyStudent.replace(student.resolve("drift.json"), "\"mean\":[", "\"mean\":[0,");
        TinyStudent.replace(student.resolve("drift.json"), "\"deviation\":[", "\"deviation\":[1,");
        assertThatThrownBy(() -> Served.of(List.of(source(student)))).isInstanceOf(InferenceException.class)
                .hasMessageContaining(
                        "drift.json: must be of embeddings of 32 numbers, which this student gives, got 33");
        TinyStudent.replace(student.resolve("drift.json"), "\"format\":1", "\"format\":2");
        assertThatThrownBy(() -> Served.of(List.of(source(student)))).isInstanceOf(InferenceException.class)
                .hasMessageContaining("format must be 1, got 2");
    }
}
