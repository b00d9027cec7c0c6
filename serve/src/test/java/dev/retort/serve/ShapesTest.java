package dev.retort.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.infer.Prediction;
import dev.retort.infer.Student;
import dev.retort.infer.Tokenizer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Pins what goes over the wire to what clients of text-embeddings-inference and of the Hugging Face inference API read.
class ShapesTest {
    private static final String TEXT = "Profit doubled.";
    private static final List<String> LABELS = List.of("negative", "neutral", "positive");

    @TempDir
    private static Path directory;
    private static Served served;
    private static Student student;

    @BeforeAll
    static void serve() {
        Path tiny = TinyStudent.in(directory.resolve("tiny"));
        served = Served.with(Served.OPTIONS, tiny, TinyStudent.multiLabel(directory.resolve("sets")));
        student = Student.load(tiny);
    }

    @AfterAll
    static void stop() {
        served.close();
        student.close();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    /// The labels by falling score, each with what the library says.
    private static void assertScores(JsonNode scores, double[] expected) {
        assertThat(scores.size()).isEqualTo(expected.length);
        int[] order = IntStream.range(0, expected.length).boxed()
                .sorted((one, other) -> Double.compare(expected[other], expected[one])).mapToInt(i -> i).toArray();
        for (int i = 0; i < order.length; i++) {
            assertThat(scores.get(i).propertyNames()).containsExactlyInAnyOrder("score", "label");
            assertThat(scores.get(i).get("label").asString()).isEqualTo(LABELS.get(order[i]));
            assertThat(scores.get(i).get("score").asDouble()).isCloseTo(expected[order[i]], within(1e-5));
        }
    }

    private static double[] probabilities(String text) {
        Prediction prediction = student.predict(List.of(text)).getFirst();
        return prediction.probabilities().stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] logits(String text) {
        float[] row = student.logits(List.of(text))[0];
        return IntStream.range(0, row.length).mapToDouble(i -> row[i]).toArray();
    }

    @Test
    void oneTextIsAnsweredWithAFlatList() {
        var response = served.post("/predict", "{\"inputs\": \"Profit doubled.\"}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(response.headers().map()).containsKeys("x-compute-tokens", "x-total-time", "x-queue-time",
                "x-inference-time");
        assertScores(json(response.body()), probabilities(TEXT));
    }

    @Test
    void listsOfOneTextEachAreABatch() {
        JsonNode lists = json(
                served.post("/predict", "{\"inputs\": [[\"Profit doubled.\"], [\"It rained.\"]]}").body());
        assertThat(lists.size()).isEqualTo(2);
        assertScores(lists.get(0), probabilities(TEXT));
        assertScores(lists.get(1), probabilities("It rained."));
    }

    @Test
    void listOfOneTextIsThatText() {
        assertScores(json(served.post("/predict", "{\"inputs\": [\"Profit doubled.\"]}").body()), probabilities(TEXT));
    }

    @Test
    void rawScoresAreTheLogits() {
        assertScores(json(served.post("/predict", "{\"inputs\": \"Profit doubled.\", \"raw_scores\": true}").body()),
                logits(TEXT));
    }

    @Test
    void longTextsAreRefusedUnlessTheyMayBeCut() {
        String text = "profit ".repeat(100).strip();
        var refused = served.post("/predict", "{\"inputs\": \"%s\"}".formatted(text));
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(json(refused.body()).get("error_type").asString()).isEqualTo("Validation");
        assertThat(json(refused.body()).get("error").asString()).contains("inputs[0] has ", "reads 64", "truncate");
        var cut = served.post("/predict", "{\"inputs\": \"%s\", \"truncate\": true}".formatted(text));
        assertScores(json(cut.body()), probabilities(text));
        assertThat(cut.headers().firstValue("x-compute-tokens")).contains("64");
    }

    @Test
    void leftTruncationKeepsTheEnd() {
        String text = "profit ".repeat(100) + "sales fell by a fifth";
        var response = served.post("/predict",
                "{\"inputs\": \"%s\", \"truncate\": true, \"truncation_direction\": \"Left\"}".formatted(text));
        int[] whole;
        try (Tokenizer tokenizer = Tokenizer.open(directory.resolve("tiny"), 1000)) {
            whole = tokenizer.encode(List.of(text))[0];
        }
        int[] end = Arrays.copyOfRange(whole, whole.length - 64, whole.length);
        end[0] = whole[0]; // [CLS], then the last 62 tokens, then [SEP]
        assertThat(whole).hasSizeGreaterThan(100);
        assertThat(response.headers().firstValue("x-compute-tokens")).contains("64");
        assertScores(json(response.body()), softmax(student.logits(new int[][]{end})[0]));
    }

    private static double[] softmax(float[] logits) {
        double[] powers = IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i])).toArray();
        double sum = Arrays.stream(powers).sum();
        return Arrays.stream(powers).map(power -> power / sum).toArray();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {"{\"inputs\": [\"a\", \"b\"]}|422|Validation|pair",
            "{\"inputs\": [[\"a\", \"b\"]]}|422|Validation|pair", "{\"inputs\": 7}|422|Validation|inputs must be",
            "{}|422|Validation|inputs must be", "{\"inputs\": [[\"a\"], \"b\"]}|422|Validation|inputs must be",
            "{\"inputs\": \"\"}|400|Empty|must not be empty", "{\"inputs\": []}|400|Empty|must not be empty",
            "{\"inputs\": \"a\", \"raw_scores\": \"yes\"}|422|Validation|raw_scores must be true or false",
            "{\"inputs\": \"a\", \"truncation_direction\": \"up\"}|422|Validation|'Left' or 'Right'",
            "{\"inputs\": [[\"1\"],[\"2\"],[\"3\"],[\"4\"],[\"5\"],[\"6\"],[\"7\"],[\"8\"],[\"9\"]]}|413|Validation|9 texts",
            "{\"inputs\": \"a\"|422|Validation|line 1, column", "[1]|422|Validation|JSON object",
            "{\"inputs\": \"a\"} x|422|Validation|must be JSON"})
    void wrongRequestsAreRefused(String body, int status, String type, String words) {
        var response = served.post("/predict", body);
        assertThat(response.statusCode()).isEqualTo(status);
        JsonNode error = json(response.body());
        assertThat(error.propertyNames()).containsExactlyInAnyOrder("error", "error_type");
        assertThat(error.get("error_type").asString()).isEqualTo(type);
        assertThat(error.get("error").asString()).contains(words);
    }

    @Test
    void huggingFaceAnswersAListForEachText() {
        JsonNode one = json(served.post("/", "{\"inputs\": \"Profit doubled.\"}").body());
        assertThat(one.size()).isEqualTo(1);
        assertScores(one.get(0), probabilities(TEXT));
        JsonNode two = json(served.post("/models/tiny", "{\"inputs\": [\"Profit doubled.\", \"It rained.\"],"
                + " \"options\": {\"wait_for_model\": true}}").body());
        assertThat(two.size()).isEqualTo(2);
        assertScores(two.get(1), probabilities("It rained."));
    }

    @Test
    void topKCutsTheList() {
        JsonNode scores = json(served.post("/", "{\"inputs\": \"Profit doubled.\", \"parameters\": {\"top_k\": 1}}")
                .body()).get(0);
        assertThat(scores.size()).isEqualTo(1);
        assertThat(scores.get(0).get("label").asString())
                .isEqualTo(student.predict(List.of(TEXT)).getFirst().label());
    }

    @Test
    void functionToApplyIsApplied() {
        String body = "{\"inputs\": \"Profit doubled.\", \"parameters\": {\"function_to_apply\": \"%s\"}}";
        assertScores(json(served.post("/", body.formatted("none")).body()).get(0), logits(TEXT));
        assertScores(json(served.post("/", body.formatted("softmax")).body()).get(0), probabilities(TEXT));
        double[] sigmoids = Arrays.stream(logits(TEXT)).map(z -> 1 / (1 + Math.exp(-z))).toArray();
        assertScores(json(served.post("/", body.formatted("sigmoid")).body()).get(0), sigmoids);
        assertThat(served.post("/", body.formatted("tanh")).statusCode()).isEqualTo(422);
    }

    @Test
    void studentsOfSetsAnswerEachLabelsOwnProbability() {
        double[] sigmoids = Arrays.stream(logits(TEXT)).map(z -> 1 / (1 + Math.exp(-z))).toArray();
        assertScores(json(served.post("/models/sets", "{\"inputs\": \"Profit doubled.\"}").body()).get(0), sigmoids);
        assertScores(json(served.post("/models/sets/predict", "{\"inputs\": \"Profit doubled.\"}").body()), sigmoids);
    }

    @Test
    void infoHasTheOtherServersKeysAndAllModels() {
        JsonNode info = json(served.get("/info").body());
        assertThat(info.propertyNames()).contains("model_id", "model_dtype", "model_type", "max_concurrent_requests",
                "max_input_length", "max_batch_tokens", "max_client_batch_size", "auto_truncate",
                "tokenization_workers", "version");
        assertThat(info.at("/model_type/classifier/id2label/2").asString()).isEqualTo("positive");
        assertThat(info.get("max_input_length").asInt()).isEqualTo(64);
        assertThat(info.at("/models/1/name").asString()).isEqualTo("sets");
        assertThat(info.at("/models/1/problem_type").asString()).isEqualTo("multi_label_classification");
        assertThat(json(served.get("/models/tiny").body()).get("labels").size()).isEqualTo(3);
    }

    @Test
    void unknownPathsModelsAndMethodsSaySo() {
        assertThat(served.get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(served.post("/models/nobody", "{\"inputs\": \"a\"}").statusCode()).isEqualTo(404);
        var wrong = served.get("/predict");
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("allow")).contains("POST");
    }

    @Test
    void bodiesOfAnotherTypeAreRefused() {
        var response = served.send(served.to("/predict").header("content-type", "text/plain")
                .POST(BodyPublishers.ofString("{\"inputs\": \"a\"}")).build());
        assertThat(response.statusCode()).isEqualTo(415);
    }

    @Test
    void healthAndReadinessAreEmptyAnswers() {
        assertThat(served.get("/health").statusCode()).isEqualTo(200);
        assertThat(served.get("/ready").statusCode()).isEqualTo(200);
        assertThat(served.get("/health").body()).isEmpty();
    }
}
