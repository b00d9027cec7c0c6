package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.infer.DriftJson;
import dev.retort.infer.EmbeddingBaseline;
import dev.retort.infer.Precision;
import dev.retort.infer.Student;
import dev.retort.infer.StudentOptions;
import dev.retort.student.TrainOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What exported students say of the embeddings of texts.
class BaselineExportTest extends TinyBase {
    private static List<String> texts(int count) {
        return IntStream.range(0, count).mapToObj("sales rose by %d %% in quarter"::formatted).toList();
    }

    private Path exported(List<String> texts) throws IOException {
        Path student = directory.resolve("tiny");
        StudentDirectory.write(student, Tiny.fit(base, directory.resolve("work"), TrainListener.SILENT), base,
                Tiny.facts(), texts);
        return student;
    }

    @Test
    void decilesAreOfTextsThatTheStudentDidNotLearn() throws IOException {
        var texts = new ArrayList<>(texts(120));
        Fit fit = Tiny.fit(base, directory.resolve("work"), TrainListener.SILENT);
        texts.addAll(fit.learnt());
        Path student = exported(texts);
        EmbeddingBaseline baseline = DriftJson.read(student).orElseThrow();
        assertThat(baseline.learnt()).isEqualTo(fit.texts()).isEqualTo(19);
        assertThat(baseline.texts()).isEqualTo(120 + fit.validationTexts()).isEqualTo(125);
        try (Student loaded = Student.load(student, StudentOptions.defaults().with(Precision.FLOAT32))) {
            assertThat(loaded.embeddingSize()).hasValue(32);
            long[] counts = new long[EmbeddingBaseline.BINS];
            List<String> others = Stream.concat(texts(120).stream(),
                    fit.heldOut().texts().stream().map(TrainingText::text)).toList();
            for (float[] embedding : loaded.scores(others).embeddings()) {
                counts[baseline.bin(baseline.distance(embedding))]++;
            }
            assertThat(counts).isEqualTo(baseline.counts());
            double squares = 0;
            for (float[] embedding : loaded.scores(fit.learnt()).embeddings()) {
                squares += Math.pow(baseline.distance(embedding), 2) / fit.learnt().size();
            }
            assertThat(squares).as("mean square of standardised numbers").isBetween(0.9, 1.0001);
        }
    }

    @Test
    void fewerThanAHundredOtherTextsTellNoDeciles() throws IOException {
        assertThat(exported(texts(94)).resolve("drift.json")).doesNotExist(); // and 5 held out
        assertThat(exported(texts(95)).resolve("drift.json")).exists();
    }

    @Test
    void whatARefitLearntIsNoYardstick() throws IOException {
        var options = Tiny.options().with(TrainOption.REFIT, true);
        Fit fit = Tiny.tuning().fit(Tiny.set(), options, base, directory.resolve("refit"), TrainListener.SILENT);
        assertThat(fit.learnt()).hasSize(24);
        assertThat(DriftTexts.of(fit, texts(100)).others()).isEqualTo(texts(100));
    }

    @Test
    void ofManyTextsSomeAtEvenDistancesAreTaken() throws IOException {
        Fit fit = Tiny.fit(base, directory.resolve("work"), TrainListener.SILENT);
        List<String> others = DriftTexts.of(fit, texts(4000)).others();
        // of 4,005 with those held out every 4.005th: 0, 4, 8 and, half-way, 2002
        assertThat(others).hasSize(1000).doesNotHaveDuplicates();
        assertThat(others).startsWith(texts(4000).get(0), texts(4000).get(4), texts(4000).get(8));
        assertThat(others.get(500)).isEqualTo(texts(4000).get(2002));
    }
}
