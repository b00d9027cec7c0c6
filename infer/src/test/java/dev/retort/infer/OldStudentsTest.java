package dev.retort.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Student directories as earlier versions wrote them. These files are never written anew: a student that someone keeps
/// must load, and say the same, for as long as its format is supported.
class OldStudentsTest {
    @Test
    void format1() throws URISyntaxException {
        URI place = Objects.requireNonNull(OldStudentsTest.class.getResource("/kept/student-1")).toURI();
        try (Student student = Student.load(Path.of(place))) {
            assertThat(student.labels()).containsExactly("good", "bad");
            assertThat(student.maxTokens()).isEqualTo(32);

            List<Prediction> predictions = student
                    .predict(List.of("Company 3 says profit rose", "Sales shrank in quarter 2"));

            assertThat(predictions).extracting(Prediction::label).containsExactly("bad", "bad");
            assertThat(predictions.get(0).probabilities().get(0)).isCloseTo(0.460540, within(1e-5));
            assertThat(predictions.get(1).probabilities().get(0)).isCloseTo(0.480248, within(1e-5));
            assertThat(student.embeddingSize()).isEmpty();
            assertThat(DriftJson.read(Path.of(place))).isEmpty();
            assertThatThrownBy(() -> student.scores(List.of("profit rose"))).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("its ONNX file has no output 'embedding'");
        }
    }

    /// The first that gave embeddings. It learnt 240 made-up sentences such as those of [EmbeddingTest]; the deciles are of
    /// 299 others that it was tried on and 60 held out.
    @Test
    void format1WithEmbeddings() {
        try (Student student = Student.load(EmbeddingTest.STUDENT)) {
            String text = "Nokia said profit rose to EUR 37 mn in March";
            assertThat(student.predict(List.of(text)).get(0).probabilities().get(0)).isCloseTo(0.644654, within(1e-5));
            assertThat(student.embeddingSize()).hasValue(32);
            EmbeddingBaseline baseline = DriftJson.read(EmbeddingTest.STUDENT).orElseThrow();
            assertThat(baseline.learnt()).isEqualTo(240);
            assertThat(baseline.texts()).isEqualTo(359);
            assertThat(baseline.edges()[4]).isCloseTo(0.902964, within(1e-6));
            assertThat(baseline.counts()).containsExactly(36, 36, 36, 36, 36, 36, 36, 36, 36, 35);
        }
    }

    @Test
    void aNewerFormatIsRefused(@TempDir Path student) throws IOException {
        Files.writeString(student.resolve("retort.json"), "{\"format\": 2}");

        assertThatThrownBy(() -> Student.load(student)).isInstanceOf(InferenceException.class)
                .hasMessage("%s: format must be 1, got 2; a newer Retort wrote it, update Retort"
                        .formatted(student.resolve("retort.json")));
    }
}
