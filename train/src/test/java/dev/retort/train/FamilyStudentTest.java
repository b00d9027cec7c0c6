package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.encoder.Classifier;
import dev.retort.encoder.Golden;
import dev.retort.infer.Student;
import dev.retort.infer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// Each family from base to predictions.
class FamilyStudentTest {
    private static final List<String> TEXTS = List.of("", "profit", "Sales rose by 12 %, profit fell.",
            "a text that is cut ".repeat(20), "Umsatz stieg um 3 %");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"bert, BertForSequenceClassification", "roberta, RobertaForSequenceClassification",
            "xlm-roberta, XLMRobertaForSequenceClassification",
            "distilbert, DistilBertForSequenceClassification", "electra, ElectraForSequenceClassification"})
    void fineTunedAndExportedItScoresAsItTrained(String family, String architecture) throws IOException {
        Path base = Tiny.base(directory, family);
        Path student = directory.resolve("students/tiny");
        Fit fit = Tiny.fit(base, directory.resolve("work"), TrainListener.SILENT);
        StudentDirectory.write(student, fit, base, Tiny.facts(), TEXTS);
        assertThat(JsonMapper.shared().readTree(Files.readString(student.resolve("config.json"))).path("architectures")
                .path(0).asString()).isEqualTo(architecture);
        try (Student loaded = Student.load(student);
                Tokenizer tokenizer = Tokenizer.open(base, 32);
                Classifier trained = Classifier.load(student, 3, 1);
                Classifier untrained = Classifier.load(Golden.family(family), 3, 1)) {
            assertThat(loaded.maxTokens()).isEqualTo(32);
            assertThat(trained.drawn()).isEmpty();
            float[][] logits = loaded.logits(TEXTS);
            int[][] ids = tokenizer.encode(TEXTS);
            for (int text = 0; text < ids.length; text++) {
                assertThat(logits[text]).containsExactly(trained.score(List.of(ids[text])).getFirst(), within(1e-4f));
                assertThat(logits[text]).isNotEqualTo(untrained.score(List.of(ids[text])).getFirst());
            }
        }
    }
}
