package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.retort.base.BaseModels;
import dev.retort.infer.Student;
import dev.retort.student.Metric;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import dev.retort.task.Label;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Made-up hotel reviews in Chinese, from base model to student.
@Tag("slow")
class ChineseTest {
    private static final List<String> LABELS = List.of("满意", "不满意");

    @TempDir
    private Path directory;

    private record Review(String text, String label, String split) {}

    @Test
    void thirtySixReviewsTeachTellingContentFromDiscontent() throws IOException {
        var texts = new ArrayList<TrainingText>();
        var test = new ArrayList<Review>();
        for (Review review : reviews()) {
            if (review.split().equals("test")) {
                test.add(review);
            } else {
                texts.add(TrainingText.labelled("r" + texts.size(), review.text(), LABELS.indexOf(review.label()), 2));
            }
        }
        Path base = BaseModels.resolve("bge-small-zh-v1.5", directory.resolve("cache"));
        TrainOptions options = TrainOptions.DEFAULT.with(TrainOption.BASE, "bge-small-zh-v1.5")
                .with(TrainOption.EPOCHS, 8).with(TrainOption.BATCH_SIZE, 8).with(TrainOption.LEARNING_RATE, 1e-4)
                .with(TrainOption.METRIC, Metric.NONE).with(TrainOption.VALIDATION_SHARE, 0.06);
        Fit fit = new FineTuning(1, System::nanoTime).fit(TrainingSet.of(LABELS, texts), options, base,
                directory.resolve("work"), TrainListener.SILENT);
        Path student = directory.resolve("student");
        StudentDirectory.write(student, fit, base,
                new StudentFacts("reviews", "住客是否满意？", LABELS.stream().map(Label::of).toList(), "by hand", "made up",
                        Instant.EPOCH, List.of(), Optional.empty(), Map.of()),
                test.stream().map(Review::text).toList());
        try (Student loaded = Student.load(student)) {
            var predicted = loaded.predict(test.stream().map(Review::text).toList());
            long right = 0;
            for (int i = 0; i < test.size(); i++) {
                right += predicted.get(i).label().equals(test.get(i).label()) ? 1 : 0;
            }
            // by chance 10 or more of 12 come in 2 % of tries
            assertThat(right).isGreaterThanOrEqualTo(10);
        }
    }

    private static List<Review> reviews() throws IOException {
        var reviews = new ArrayList<Review>();
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(
                Path.of(Objects.requireNonNull(ChineseTest.class.getResource("/zh/hotel-reviews.csv")).toURI()))) {
            rows.forEach(row -> reviews
                    .add(new Review(row.getField("text"), row.getField("label"), row.getField("split"))));
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
        return reviews;
    }
}
