package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.encoder.Classifier;
import dev.retort.encoder.Golden;
import dev.retort.infer.Student;
import dev.retort.infer.Tokenizer;
import dev.retort.safetensors.SafetensorsFile;
import dev.retort.student.TrainOption;
import dev.retort.task.Label;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebertaV2StudentTest {
    private static final List<String> TEXTS = List.of("", "profit", "Net sales rose 12.5% to EUR 3.2 mn.", "利润");

    @TempDir
    private Path directory;

    /// One epoch with dropout everywhere, from the directory as the hub has it.
    @Test
    void aStudentIsTrainedWrittenAndLoaded() throws IOException {
        Path base = base();
        Path student = directory.resolve("student");
        var options = Tiny.options().with(TrainOption.EPOCHS, 1);
        Fit fit = Tiny.tuning().fit(Tiny.set(), options, base, directory.resolve("work"), TrainListener.SILENT);
        double difference = StudentDirectory.write(student, fit, base, facts(), TEXTS);
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

    private Path base() throws IOException {
        Path golden = Golden.family("deberta-v2");
        Path base = Files.createDirectory(directory.resolve("base"));
        for (String name : List.of("model.safetensors", "tokenizer.json", "tokenizer_config.json",
                "special_tokens_map.json")) {
            Files.copy(golden.resolve(name), base.resolve(name));
        }
        Files.writeString(base.resolve("config.json"), Files.readString(golden.resolve("config_hub_style.json"))
                .replaceAll("dropout(_prob)?\": 0.0", "dropout$1\": 0.1"));
        return base;
    }

    private static StudentFacts facts() {
        return new StudentFacts("tiny", "", Tiny.LABELS.stream().map(Label::of).toList(), "none", "24 sentences",
                Instant.EPOCH, List.of(), Optional.empty(), Map.of());
    }
}
