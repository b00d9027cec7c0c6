package dev.retort.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StudentTest {
    @TempDir
    private Path directory;

    /// The golden model, told to cut texts where its expected results were cut.
    @BeforeEach
    void aStudent() throws IOException {
        Files.createDirectory(directory.resolve("onnx"));
        for (String name : List.of("config.json", "tokenizer.json", "tokenizer_config.json", "onnx/model.onnx")) {
            Files.copy(GoldenBert.DIRECTORY.resolve(name), directory.resolve(name));
        }
        replace("tokenizer_config.json", "\"model_max_length\": 64", "\"model_max_length\": 32");
    }

    @Test
    void predictsWhatTransformersPredicts() {
        try (Student student = Student.load(directory)) {
            assertThat(student.labels()).containsExactly("negative", "neutral", "positive");
            assertThat(student.maxTokens()).isEqualTo(32);
            List<Prediction> predictions = student.predict(GoldenBert.texts());
            assertThat(predictions).hasSameSizeAs(GoldenBert.cases());
            for (int i = 0; i < predictions.size(); i++) {
                GoldenBert.Case golden = GoldenBert.cases().get(i);
                Prediction prediction = predictions.get(i);
                assertThat(prediction.label()).isEqualTo(golden.predicted());
                for (int label = 0; label < 3; label++) {
                    assertThat(prediction.probabilities().get(label)).isCloseTo(golden.probabilities().get(label),
                            within(1e-5));
                }
                assertThat(prediction.probability()).isEqualTo(Collections.max(prediction.probabilities()));
            }
        }
    }

    @Test
    void setsOfLabelsAreThoseFromTheirThresholdsOn() throws IOException {
        multiLabel();
        try (Student student = Student.load(directory)) {
            assertThat(student.problemType()).isEqualTo(ProblemType.MULTI_LABEL);
            assertThat(student.thresholds()).containsExactly(0.5, 0.5, 0.5);
            List<LabelSetPrediction> predictions = student.predictLabelSets(GoldenBert.texts());
            for (int i = 0; i < predictions.size(); i++) {
                List<Double> logits = GoldenBert.cases().get(i).logits();
                List<String> above = new ArrayList<>();
                for (int label = 0; label < 3; label++) {
                    assertThat(predictions.get(i).probabilities().get(label))
                            .isCloseTo(1 / (1 + Math.exp(-logits.get(label))), within(1e-4));
                    if (logits.get(label) > 0) {
                        above.add(student.labels().get(label));
                    }
                }
                assertThat(predictions.get(i).labels()).isEqualTo(above);
            }
        }
        Files.writeString(directory.resolve("retort.json"), """
                {"format": 1, "thresholds": [{"label": "negative", "threshold": 0}, {"label": "neutral", "threshold": 1},
                {"label": "positive", "threshold": 0.5, "positives": 3}]}""");
        try (Student student = Student.load(directory)) {
            assertThat(student.thresholds()).containsExactly(0.0, 1.0, 0.5);
            assertThat(student.predictLabelSets(GoldenBert.texts())).allSatisfy(prediction -> assertThat(
                    prediction.labels()).contains("negative").doesNotContain("neutral"));
        }
    }

    @Test
    void theWrongQuestionNamesTheRightOne() throws IOException {
        try (Student student = Student.load(directory)) {
            assertThat(student.problemType()).isEqualTo(ProblemType.SINGLE_LABEL);
            assertThat(student.thresholds()).isEmpty();
            assertThatThrownBy(() -> student.predictLabelSets(List.of("profit")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("%s: this student is for single_label_classification, call predict instead of "
                            + "predictLabelSets", directory);
        }
        multiLabel();
        try (Student student = Student.load(directory)) {
            assertThatThrownBy(() -> student.predict(List.of("profit"))).hasMessage(
                    "%s: this student is for multi_label_classification, call predictLabelSets instead of predict",
                    directory);
            assertThatThrownBy(() -> student.predictValues(List.of("profit"))).hasMessageContaining(
                    "call predictLabelSets instead of predictValues");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [] | thresholds must list one for each of [negative, neutral, positive]
            0.5 | thresholds must list one for each of
            [0.5, 0.5, 0.5] | thresholds must have a number from 0 to 1 for label 'negative' here, got 0.5
            [{"label": "neutral", "threshold": 0.5}, {}, {}] | for label 'negative' here, got {"label":"neutral"
            [{"label": "negative", "threshold": 1.5}, {}, {}] | from 0 to 1 for label 'negative' here
            [{"label": "negative", "threshold": "x"}, {}, {}] | from 0 to 1 for label 'negative' here
            """)
    void brokenThresholdsAreRefused(String thresholds, String rule) throws IOException {
        multiLabel();
        Files.writeString(directory.resolve("retort.json"),
                "{\"format\": 1, \"thresholds\": %s}".formatted(thresholds));
        refused(rule);
    }

    private void multiLabel() throws IOException {
        replace("config.json", "\"model_type\"", "\"problem_type\": \"multi_label_classification\", \"model_type\"");
    }

    @Test
    void probabilitiesAreByTheTemperatureAndLabelsStay() throws IOException {
        Files.writeString(directory.resolve("retort.json"), "{\"format\": 1, \"calibration\": {\"temperature\": 2.5}}");
        try (Student student = Student.load(directory)) {
            List<Prediction> predictions = student.predict(GoldenBert.texts());
            for (int i = 0; i < predictions.size(); i++) {
                GoldenBert.Case golden = GoldenBert.cases().get(i);
                double sum = golden.logits().stream().mapToDouble(logit -> Math.exp(logit / 2.5)).sum();
                assertThat(predictions.get(i).label()).isEqualTo(golden.predicted());
                for (int label = 0; label < 3; label++) {
                    assertThat(predictions.get(i).probabilities().get(label))
                            .isCloseTo(Math.exp(golden.logits().get(label) / 2.5) / sum, within(1e-5));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "\"1\"", "null", "1e999"})
    void temperatureThatIsNoneIsRefused(String temperature) throws IOException {
        Files.writeString(directory.resolve("retort.json"),
                "{\"format\": 1, \"calibration\": {\"temperature\": %s}}".formatted(temperature));
        refused("retort.json: calibration.temperature must be a number above 0, got ");
    }

    /// Whatever the batches, each text keeps its place and its scores.
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 40", "2, 100", "1, 5000"})
    void resultsComeInTheOrderOfTheTexts(int threads, int batchTokens) {
        List<GoldenBert.Case> shuffled = new ArrayList<>();
        Collections.nCopies(5, GoldenBert.cases()).forEach(shuffled::addAll);
        Collections.shuffle(shuffled, new Random(3));
        try (Student student = Student.load(directory, new StudentOptions(threads, batchTokens))) {
            float[][] logits = student.logits(shuffled.stream().map(GoldenBert.Case::text).toList());
            for (int text = 0; text < logits.length; text++) {
                for (int label = 0; label < 3; label++) {
                    assertThat((double) logits[text][label]).isCloseTo(shuffled.get(text).logits().get(label),
                            within(1e-4));
                }
            }
            assertThat(student.logits(List.of())).isEmpty();
        }
    }

    @Test
    void severalThreadsMayAskAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Student student = Student.load(directory, new StudentOptions(1, 64))) {
            List<Prediction> alone = student.predict(GoldenBert.texts());
            List<Callable<List<Prediction>>> calls = Collections.nCopies(16,
                    () -> student.predict(GoldenBert.texts()));
            for (Future<List<Prediction>> together : threads.invokeAll(calls)) {
                assertThat(together.get()).isEqualTo(alone);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /// More texts than are tokenized at once.
    @Test
    void longListsKeepTheirOrder() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 9000; i++) {
            texts.add(GoldenBert.texts().get(i % GoldenBert.texts().size()));
        }
        try (Student student = Student.load(directory, new StudentOptions(2, 512))) {
            float[][] logits = student.logits(texts);
            float[][] few = student.logits(GoldenBert.texts());
            for (int i = 0; i < logits.length; i++) {
                for (int label = 0; label < 3; label++) {
                    assertThat(logits[i][label]).isCloseTo(few[i % few.length][label], within(1e-4f));
                }
            }
        }
    }

    @Test
    void saysInWhichNumbersItComputes() {
        try (Student student = Student.load(directory)) {
            assertThat(student.precision()).isEqualTo(Precision.FLOAT32);
            assertThat(student.precisionReason()).isEqualTo("the student has no int8 export");
        }
    }

    @Test
    void defaults() {
        assertThat(StudentOptions.defaults())
                .isEqualTo(new StudentOptions(Runtime.getRuntime().availableProcessors(), 512));
        assertThatThrownBy(() -> new StudentOptions(0, 512)).hasMessage("threads must be from 1 to 1024, got 0");
        assertThatThrownBy(() -> new StudentOptions(1, 0)).hasMessageStartingWith("batchTokens must be from 1 to");
    }

    /// Fails when a new version of the library needs another way to keep its environment.
    @Test
    void endingTheProcessDuringACallDoesNotCrashIt() {
        Student.load(directory).close();
        assertThat(OnnxEnvironment.isKept()).isTrue();
    }

    @Test
    void aClosedStudentSaysSo() {
        Student student = Student.load(directory);
        student.close();
        student.close();
        assertThatThrownBy(() -> student.predict(List.of("profit"))).isInstanceOf(IllegalStateException.class)
                .hasMessage(directory + ": this student is closed");
    }

    @Test
    void brokenWeightsAreNotMistakenForAnAnswer() throws IOException {
        byte[] onnx = Files.readAllBytes(directory.resolve("onnx/model.onnx"));
        // TensorProto: name (field 8), then raw_data (field 9, tag J) of 12 bytes (form feed)
        byte[] name = "classifier.biasJ\f".getBytes(StandardCharsets.ISO_8859_1);
        int at = indexOf(onnx, name) + name.length;
        ByteBuffer.wrap(onnx).order(ByteOrder.LITTLE_ENDIAN).putFloat(at, Float.NaN);
        Files.write(directory.resolve("onnx/model.onnx"), onnx);
        try (Student student = Student.load(directory)) {
            assertThatThrownBy(() -> student.predict(List.of("a", "profit"))).isInstanceOf(InferenceException.class)
                    .hasMessage("%s: text 1 of 2 is scored NaN; the weights are broken, train the student again",
                            directory);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            config.json | "id2label" | "labels" | config.json: no id2label; only a fine-tuned classifier has classes
            config.json | "2": "positive" | "4": "positive" | id2label must map 0 to 2 to names, but 2 is missing
            config.json | "2": "positive" | "2": "positive", "3": "mixed" | one score for each label
            config.json | "model_type" | "problem_type": "regression", "model_type" | id2label of a regression must name one number, got 3
            config.json | "model_type" | "problem_type": "tokens", "model_type" | problem_type must be single_label_classification, multi_label_classification, regression, got 'tokens'
            config.json | { | [ | config.json: not valid JSON
            tokenizer_config.json | 32 | "many" | model_max_length must be a number of at least 3, got "many"
            """)
    void saysWhichFileIsWrong(String file, String from, String to, String rule) throws IOException {
        replace(file, from, to);
        refused(rule);
    }

    /// 20 rows, of which the pad id 2 and the two below are no token's.
    @ParameterizedTest
    @ValueSource(strings = {"roberta", "xlm-roberta"})
    void robertasPositionsBeginAfterThePadId(String type) throws IOException {
        replace("config.json", "\"model_type\": \"bert\"", "\"model_type\": \"%s\"".formatted(type));
        replace("config.json", "\"pad_token_id\": 0", "\"pad_token_id\": 2");
        replace("config.json", "\"max_position_embeddings\": 64", "\"max_position_embeddings\": 20");
        try (Student student = Student.load(directory)) {
            assertThat(student.maxTokens()).isEqualTo(17);
        }
        replace("config.json", "\"pad_token_id\": 2", "\"pad_token_id\": 17");
        refused("config.json: max_position_embeddings must be at least 4 above pad_token_id, got 20");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        Files.write(directory.resolve("onnx/model.onnx"), new byte[]{1, 2, 3});
        refused("model.onnx: ONNX Runtime cannot open it");
        Files.delete(directory.resolve("onnx/model.onnx"));
        refused("model.onnx: no such file; a student needs its ONNX export");
        Files.delete(directory.resolve("tokenizer.json"));
        refused("tokenizer.json: cannot be read");
        Files.delete(directory.resolve("config.json"));
        refused("config.json: cannot be read; is this a student directory?");
        assertThatThrownBy(() -> Student.load(directory.resolve("none")).close())
                .hasMessage("%s: no such student directory", directory.resolve("none"));
    }

    private void refused(String rule) {
        assertThatThrownBy(() -> Student.load(directory).close()).isInstanceOf(InferenceException.class)
                .hasMessageStartingWith(directory.toString()).hasMessageContaining(rule).hasMessageNotContaining("\n");
    }

    private void replace(String file, String from, String to) throws IOException {
        String content = Files.readString(directory.resolve(file));
        assertThat(content).contains(from);
        Files.writeString(directory.resolve(file), content.replace(from, to));
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .indexOf(new String(wanted, StandardCharsets.ISO_8859_1));
    }
}
