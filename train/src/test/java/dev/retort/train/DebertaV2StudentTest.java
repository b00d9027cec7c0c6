package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.encoder.Classifier;
import dev.retort.infer.Student;
import dev.retort.infer.Tokenizer;
import dev.retort.safetensors.SafetensorsFile;
import dev.retort.student.TrainOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebertaV2StudentTest {
    private static final List<String> TEXTS = List.of("", "profit", "Net sales rose 12.5% to EUR 3.2 mn.", "利润");

    @TempDir
    private Path directory;

    /// One epoch with dropout everywhere, from the directory as the hub has it.
    @Test
    void aStudentIsTrainedWrittenAndLoaded() throws IOException {
        Path base = Tiny.base(directory, "deberta-v2", "config_hub_style.json", UnaryOperator.identity());
        Path student = directory.resolve("student");
        var options = Tiny.options().with(TrainOption.EPOCHS, 1);
        Fit fit = Tiny.tuning().fit(Tiny.set(), options, base, directory.resolve("work"), TrainListener.SILENT);
        double difference = StudentDirectory.write(student, fit, base, Tiny.facts(), TEXTS);
        assertThat(difference).isGreaterThan(0).isLessThan(1e-4);
        assertThat(Files.readString(student.resolve("config.json"))).contains("DebertaV2ForSequenceClassification",
                "\"pos_att_type\" : \"p2c|c2p\"");
        try (var before = SafetensorsFile.open(base.resolve("model.safetensors"));
                var after = SafetensorsFile.open(student.resolve("model.safetensors"))) {
            assertThat(after.names()).isEqualTo(before.names());
            String relative = "deberta.encoder.rel_embeddings.weight";
            assertThat(after.floats(relative)).isNotEqualTo(before.floats(relative));
        }
        try (Student loaded = Student.load(student);
                Tokenizer tokenizer = Tokenizer.open(student, loaded.maxTokens());
                Classifier model = Classifier.load(student, 3, 1)) {
            assertThat(loaded.labels()).isEqualTo(Tiny.LABELS);
            float[][] together = loaded.logits(TEXTS);
            List<float[]> expected = model.score(List.of(tokenizer.encode(TEXTS)));
            for (int text = 0; text < TEXTS.size(); text++) {
                assertThat(together[text]).as(TEXTS.get(text)).containsExactly(expected.get(text), within(1e-4f));
            }
        }
    }
}
