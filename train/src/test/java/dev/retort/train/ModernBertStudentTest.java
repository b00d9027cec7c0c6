package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.encoder.Classifier;
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

/// A ModernBERT from its base to labels.
class ModernBertStudentTest {
    private static final List<String> TEXTS = List.of("", "profit", "Sales rose [PAD] fell.",
            "Umsatz stieg um 3 % auf 12 Mio. EUR, der Gewinn sank");

    @TempDir
    private Path directory;

    /// In the two cases of three layers, the last one sees a window.
    @ParameterizedTest
    @CsvSource({"mean, 4", "cls, 4", "mean, 3", "cls, 3"})
    void aStudentIsTrainedExportedAndRead(String pooling, int layers) throws IOException {
        Path base = base(pooling, layers);
        Path student = directory.resolve("students/modern");
        Fit fit = Tiny.fit(base, directory.resolve("work"), TrainListener.SILENT);
        assertThat(fit.drawn()).isEmpty();
        assertThat(fit.epochs().getLast().trainLoss()).isLessThan(fit.epochs().getFirst().trainLoss());
        double difference = StudentDirectory.write(student, fit, base, Tiny.facts(), TEXTS);
        assertThat(difference).isGreaterThan(0).isLessThan(1e-4);
        var config = JsonMapper.shared().readTree(Files.readString(student.resolve("config.json")));
        assertThat(config.path("architectures").path(0).asString()).isEqualTo("ModernBertForSequenceClassification");
        assertThat(config.path("classifier_pooling").asString()).isEqualTo(pooling);
        try (Student loaded = Student.load(student);
                Tokenizer tokenizer = Tokenizer.open(student, 32);
                Classifier torch = Classifier.load(student, 3, 1)) {
            assertThat(loaded.maxTokens()).isEqualTo(32);
            float[][] together = loaded.logits(TEXTS);
            for (int text = 0; text < TEXTS.size(); text++) {
                int[] ids = tokenizer.encode(List.of(TEXTS.get(text)))[0];
                assertThat(together[text]).as(TEXTS.get(text)).containsExactly(torch.score(List.of(ids)).getFirst(),
                        within(1e-4f));
            }
        }
    }

    /// The golden model, or its first layers, with dropout everywhere.
    private Path base(String pooling, int layers) throws IOException {
        return Tiny.base(directory, "modernbert", "config_hub_style.json", config -> config
                .replace("\"classifier_pooling\": \"mean\"", "\"classifier_pooling\": \"%s\"".formatted(pooling))
                .replace("\"num_hidden_layers\": 4", "\"num_hidden_layers\": %d".formatted(layers)));
    }
}
