package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retort.evaluate.Calibration;
import dev.retort.evaluate.LabelThreshold;
import dev.retort.infer.Student;
import dev.retort.safetensors.SafetensorsFile;
import dev.retort.student.ProblemType;
import dev.retort.student.TrainOption;
import dev.retort.task.Label;
import dev.retort.train.StudentFacts.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class StudentDirectoryTest extends TinyBase {
    private static final List<String> TEXTS = List.of("", "profit", "Sales rose | fell.", "Umsatz stieg um 3 %");

    @Test
    void studentIsAWholeHuggingFaceDirectory() throws IOException {
        Path student = directory.resolve("students/tiny");
        Fit fit = Tiny.fit(base, directory.resolve("work"), TrainListener.SILENT);
        double difference = StudentDirectory.write(student, fit, base, facts(List.of()), TEXTS);
        assertThat(difference).isGreaterThan(0).isLessThan(1e-4);
        assertThat(student.toFile().list()).containsExactlyInAnyOrder("config.json", "model.safetensors",
                "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "README.md", "retort.json",
                "onnx");
        assertThat(directory.resolve("students").toFile().list()).containsExactly("tiny");
        assertThat(student.resolve("model.safetensors")).hasSameBinaryContentAs(fit.weights());
        try (var weights = SafetensorsFile.open(student.resolve("model.safetensors"))) {
            assertThat(weights.names()).contains("bert.embeddings.word_embeddings.weight", "bert.pooler.dense.bias",
                    "classifier.weight").hasSize(41);
        }
        JsonNode config = json(student, "config.json");
        assertThat(config.path("architectures").path(0).asString()).isEqualTo("BertForSequenceClassification");
        assertThat(config.path("problem_type").asString()).isEqualTo("single_label_classification");
        assertThat(config.path("id2label").path("2").asString()).isEqualTo("positive");
        assertThat(config.path("label2id").path("positive").asInt()).isEqualTo(2);
        assertThat(json(student, "tokenizer_config.json").path("model_max_length").asInt()).isEqualTo(32);
    }

    @Test
    void theRecordTellsWhereTheStudentIsFrom() throws IOException {
        Path student = directory.resolve("tiny");
        Fit fit = Tiny.fit(base, directory.resolve("work"), TrainListener.SILENT);
        double difference = StudentDirectory.write(student, fit, base, facts(List.of()), TEXTS);
        JsonNode record = json(student, "retort.json");
        assertThat(record.path("format").asInt()).isEqualTo(1);
        assertThat(record.path("created").asString()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(record.path("training").path("fingerprint").asString()).isEqualTo(fit.fingerprint());
        assertThat(record.path("training").path("epochs").size()).isEqualTo(5);
        assertThat(record.path("parity").path("maxLogitDifference").asDouble()).isEqualTo(difference);
        assertThat(record.path("int8").path("texts").asInt()).isEqualTo(TEXTS.size());
        assertThat(record.path("int8").path("maxLogitDifference").asDouble()).isGreaterThan(0).isLessThan(1);
        assertThat(record.path("int8").path("byDefault").asBoolean()).isFalse();
        assertThat(record.path("int8").path("reason").asString()).startsWith("it was compared on 4 texts");
        assertThat(student.resolve("onnx").toFile().list()).containsExactlyInAnyOrder("model.onnx",
                "model_int8.onnx");
        assertThat(record.path("options").path("seed").asInt()).isEqualTo(42);
        assertThat(record.path("provenance").path("dataSha256").asString()).isEqualTo("abc");
        assertThat(record.path("versions").path("libtorch").asString()).startsWith("2.");
        String card = Files.readString(student.resolve("README.md"));
        assertThat(card).startsWith("---\nlicense: other\n").contains("| 0 | negative | bad \\| worse |",
                "It has not been measured on labels by experts.", "recorded-llm");
    }

    @Test
    void aStudentThatGivesSetsKeepsItsThresholds() throws IOException {
        Path student = directory.resolve("tiny");
        Fit fit = Tiny.tuning().fit(ProblemsTrainingTest.set(ProblemType.MULTI_LABEL), ProblemsTrainingTest.LONGER,
                base, directory.resolve("work"), TrainListener.SILENT);
        assertThat(fit.thresholds()).extracting(LabelThreshold::label).isEqualTo(Tiny.LABELS);
        StudentDirectory.write(student, fit, base, facts(List.of()), TEXTS);
        JsonNode config = json(student, "config.json");
        assertThat(config.path("problem_type").asString()).isEqualTo("multi_label_classification");
        assertThat(config.path("architectures").path(0).asString()).isEqualTo("BertForSequenceClassification");
        assertThat(json(student, "retort.json").path("thresholds").path(1).path("threshold").asDouble())
                .isEqualTo(fit.thresholds().get(1).threshold());
        assertThat(Files.readString(student.resolve("README.md"))).contains("any number of its labels",
                "| exact match |", "| micro F1 |",
                "| neutral | %.4f | %d |".formatted(fit.thresholds().get(1).threshold(),
                        fit.thresholds().get(1).positives()));
        try (Student loaded = Student.load(student)) {
            assertThat(loaded.thresholds())
                    .isEqualTo(fit.thresholds().stream().map(LabelThreshold::threshold).toList());
            assertThat(loaded.predictLabelSets(TEXTS)).hasSize(4);
        }
        String before = Files.readString(student.resolve("retort.json"));
        StudentDirectory.describe(student, facts(List.of()));
        assertThat(student.resolve("retort.json")).hasContent(before);
    }

    @Test
    void aStudentThatGivesNumbersHasOneScore() throws IOException {
        Path student = directory.resolve("tiny");
        Fit fit = Tiny.tuning().fit(ProblemsTrainingTest.set(ProblemType.REGRESSION), Tiny.options(), base,
                directory.resolve("work"), TrainListener.SILENT);
        var facts = new StudentFacts("tiny", "How glad are investors?", List.of(Label.of("mood")), "people",
                "24 sentences", Instant.EPOCH, List.of(), Optional.empty(), Map.of());
        StudentDirectory.write(student, fit, base, facts, TEXTS);
        JsonNode config = json(student, "config.json");
        assertThat(config.path("problem_type").asString()).isEqualTo("regression");
        assertThat(config.path("id2label").toString()).isEqualTo("{\"0\":\"mood\"}");
        assertThat(json(student, "retort.json").path("thresholds").isNull()).isTrue();
        assertThat(Files.readString(student.resolve("README.md"))).contains("gives each text a number",
                "| mean squared error | %.4f |".formatted(fit.best().validation().loss()), "| Spearman correlation |")
                .doesNotContain("Thresholds", "language model");
        try (Student loaded = Student.load(student)) {
            float[][] logits = loaded.logits(TEXTS);
            assertThat(loaded.predictValues(TEXTS)).containsExactly(logits[0][0], logits[1][0], logits[2][0],
                    logits[3][0]);
            assertThatThrownBy(() -> loaded.predict(TEXTS))
                    .hasMessageContaining("call predictValues instead of predict");
        }
    }

    @Test
    void figuresCanBeAddedLater() throws IOException {
        Path student = directory.resolve("tiny");
        Fit fit = Tiny.fit(base, directory.resolve("work"), TrainListener.SILENT);
        StudentDirectory.write(student, fit, base, facts(List.of()), TEXTS);
        String before = json(student, "retort.json").path("training").toString();
        StudentDirectory.describe(student, facts(List.of(new Figure("accuracy", 0.75, "335 test texts (model)"))));
        assertThat(Files.readString(student.resolve("README.md")))
                .contains("| accuracy | 0.7500 | 335 test texts (model) |").doesNotContain("not been measured");
        assertThat(json(student, "retort.json").path("training").toString()).isEqualTo(before);
        assertThat(json(student, "retort.json").path("figures").path(0).path("value").asDouble()).isEqualTo(0.75);
    }

    @Test
    void calibrationIsKeptAndUsed() throws IOException {
        Path student = directory.resolve("tiny");
        Fit fit = Tiny.fit(base, directory.resolve("work"), TrainListener.SILENT);
        var calibration = new Calibration(0.5, 181, 0.08, 0.02, 10, Optional.empty());
        StudentDirectory.write(student, fit, Optional.of(calibration), base, facts(List.of()), TEXTS);
        StudentDirectory.describe(student, facts(List.of()));
        JsonNode kept = json(student, "retort.json").path("calibration");
        assertThat(kept.path("temperature").asDouble()).isEqualTo(0.5);
        assertThat(kept.path("texts").asInt()).isEqualTo(181);
        assertThat(kept.path("eceBefore").asDouble()).isEqualTo(0.08);
        assertThat(kept.path("eceAfter").asDouble()).isEqualTo(0.02);
        assertThat(kept.path("bins").asInt()).isEqualTo(10);
        assertThat(Files.readString(student.resolve("README.md"))).contains("divided by the temperature 0.5000",
                "181 held-out texts", "10 bins: 0.0800 before, 0.0200 after").doesNotContain("not calibrated");
        try (Student loaded = Student.load(student)) {
            float[] scores = loaded.logits(TEXTS).clone()[1];
            double sum = IntStream.range(0, 3).mapToDouble(label -> Math.exp(scores[label] / 0.5)).sum();
            List<Double> probabilities = loaded.predict(TEXTS).get(1).probabilities();
            for (int label = 0; label < 3; label++) {
                assertThat(probabilities.get(label)).isCloseTo(Math.exp(scores[label] / 0.5) / sum, within(1e-9));
            }
        }
    }

    @Test
    void cardSaysWhyAStudentIsNotCalibrated() throws IOException {
        Path student = directory.resolve("tiny");
        Fit fit = Tiny.fit(base, directory.resolve("work"), TrainListener.SILENT);
        Calibration calibration = fit.heldOut().calibration();
        StudentDirectory.write(student, fit, Optional.of(calibration), base, facts(List.of()), TEXTS);
        assertThat(json(student, "retort.json").path("calibration").path("temperature").asDouble()).isEqualTo(1);
        assertThat(Files.readString(student.resolve("README.md"))).contains(
                "Its probabilities are not calibrated: 5 held-out texts are too few to tell a temperature, 100 are needed. ");
    }

    @Test
    void whereTheBaseLiesIsNotTold() throws IOException {
        Path config = base.resolve("config.json");
        var named = (ObjectNode) json(base, "config.json");
        Files.writeString(config, named.put("_name_or_path", base.toString()).toString());
        var options = Tiny.options().with(TrainOption.BASE, base.toString());
        Fit fit = Tiny.tuning().fit(Tiny.set(), options, base, directory.resolve("work"), TrainListener.SILENT);
        Path student = directory.resolve("tiny");
        StudentDirectory.write(student, fit, base, facts(List.of()), TEXTS);
        assertThat(json(student, "config.json").path("_name_or_path").asString()).isEqualTo("base");
        assertThat(json(student, "retort.json").path("base").path("name").asString()).isEqualTo("base");
        assertThat(json(student, "retort.json").path("options").path("base").asString()).isEqualTo("base");
        for (String file : List.of("config.json", "retort.json", "README.md")) {
            assertThat(Files.readString(student.resolve(file))).as(file).doesNotContain(directory.toString());
        }
    }

    @Test
    void recordFromBeforeCalibrationIsStillDescribed() throws IOException {
        Path student = directory.resolve("tiny");
        Fit fit = Tiny.fit(base, directory.resolve("work"), TrainListener.SILENT);
        StudentDirectory.write(student, fit, base, facts(List.of()), TEXTS);
        ObjectNode record = (ObjectNode) json(student, "retort.json");
        record.remove("calibration");
        Files.writeString(student.resolve("retort.json"), record.toString());
        StudentDirectory.describe(student, facts(List.of(new Figure("accuracy", 0.75, "335 test texts (model)"))));
        assertThat(Files.readString(student.resolve("README.md"))).contains("0.7500",
                "Its probabilities are not calibrated.");
    }

    @Test
    void heldOutScoresAreThoseOfTheEpochTaken() throws IOException {
        Fit fit = Tiny.fit(base, directory.resolve("work"), TrainListener.SILENT);
        HeldOutScores scores = fit.heldOut();
        assertThat(scores.texts()).extracting(TrainingText::id).hasSize(fit.validationTexts()).doesNotHaveDuplicates();
        int right = 0;
        double loss = 0;
        for (int text = 0; text < scores.texts().size(); text++) {
            float[] logits = scores.logits().get(text);
            int label = scores.texts().get(text).label();
            double sum = IntStream.range(0, 3).mapToDouble(k -> Math.exp(logits[k])).sum();
            loss -= Math.log(Math.exp(logits[label]) / sum) / scores.texts().size();
            right += scores.right()[text] ? 1 : 0;
        }
        assertThat(loss).isCloseTo(fit.best().validation().loss(), within(1e-5));
        assertThat((double) right / scores.texts().size()).isEqualTo(fit.best().validation().oneLabel().accuracy());
    }

    @Test
    void aRecordOfAnOlderVersionIsDescribedToo() throws IOException {
        Path student = directory.resolve("tiny");
        Fit fit = Tiny.fit(base, directory.resolve("work"), TrainListener.SILENT);
        StudentDirectory.write(student, fit, base, facts(List.of()), TEXTS);
        var record = (ObjectNode) json(student, "retort.json");
        ((ObjectNode) record.path("training")).remove(List.of("seed", "seeds", "folds"));
        record.path("training").path("epochs").forEach(epoch -> ((ObjectNode) epoch).remove("steps"));
        ((ObjectNode) record.path("options")).remove(List.of("gradientAccumulation", "optimizer", "seeds", "refit"));
        Files.writeString(student.resolve("retort.json"), record.toString());
        StudentDirectory.describe(student, facts(List.of(new Figure("accuracy", 0.75, "335 test texts (model)"))));
        JsonNode described = json(student, "retort.json");
        assertThat(described.path("figures").path(0).path("value").asDouble()).isEqualTo(0.75);
        assertThat(described.path("options").path("epochs").asInt()).isEqualTo(5);
        assertThat(described.path("options").path("gradientAccumulation").asInt()).isEqualTo(1);
    }

    @Test
    void anOlderStudentIsReplacedAndLeftoversGo() throws IOException {
        Path student = directory.resolve("students/tiny");
        Files.createDirectories(student);
        Files.writeString(student.resolve("old"), "older student");
        Files.createDirectories(student.resolveSibling(".tiny.tmp/onnx"));
        Files.createDirectories(student.resolveSibling(".tiny.old"));
        Fit fit = Tiny.fit(base, directory.resolve("work"), TrainListener.SILENT);
        StudentDirectory.write(student, fit, base, facts(List.of()), TEXTS);
        assertThat(directory.resolve("students").toFile().list()).containsExactly("tiny");
        assertThat(student.resolve("old")).doesNotExist();
        try (Student loaded = Student.load(student)) {
            assertThat(loaded.labels()).isEqualTo(Tiny.LABELS);
            assertThat(loaded.maxTokens()).isEqualTo(32);
            assertThat(loaded.predict(TEXTS)).hasSize(4);
        }
    }

    @Test
    void aFailedExportLeavesTheOlderStudent() throws IOException {
        Path student = directory.resolve("students/tiny");
        Files.createDirectories(student);
        Files.writeString(student.resolve("old"), "older student");
        Fit fit = Tiny.fit(base, directory.resolve("work"), TrainListener.SILENT);
        Files.delete(fit.weights());
        assertThatThrownBy(() -> StudentDirectory.write(student, fit, base, facts(List.of()), TEXTS))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith(student + ": the student cannot be written");
        assertThat(student.resolve("old")).hasContent("older student");
        assertThat(directory.resolve("students").toFile().list()).containsExactly("tiny");
    }

    @Test
    void labelsOfTheFactsMustBeTheStudents() throws IOException {
        Fit fit = Tiny.fit(base, directory.resolve("work"), TrainListener.SILENT);
        var swapped = new StudentFacts("tiny", "", List.of(Label.of("positive"), Label.of("negative")), "", "",
                Instant.EPOCH, List.of(), Optional.empty(), Map.of());
        assertThatThrownBy(() -> StudentDirectory.write(directory.resolve("tiny"), fit, base, swapped, TEXTS))
                .hasMessageContaining("[negative, neutral, positive] in this order, got [positive, negative]");
        assertThat(directory.resolve("tiny")).doesNotExist();
    }

    private static StudentFacts facts(List<Figure> figures) {
        return new StudentFacts("tiny", "Which way do investors lean?",
                List.of(new Label("negative", "bad | worse"), Label.of("neutral"), Label.of("positive")),
                "recorded-llm, chain of thought, majority of 3 votes", "24 sentences", Instant.parse(
                        "2026-01-02T03:04:05Z"),
                figures, Optional.of("0.1 g CO2e, estimated"), Map.of("dataSha256", "abc"));
    }

    private static JsonNode json(Path student, String file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(student.resolve(file)));
    }
}
