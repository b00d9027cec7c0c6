package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.infer.LabelSetPrediction;
import dev.retort.infer.Student;
import dev.retort.student.TrainOptions;
import dev.retort.task.Label;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The Java of docs/student.md: it stands below word for word, and runs.
class StudentGuideTest extends TinyBase {
    private static final Path ROOT = Path.of(System.getProperty("retort.root", ".."));

    private record Row(String id, String text, List<String> topics) {}

    private static void multiLabelStudent(List<Row> rows, Path base, Path work, Path place) throws IOException {
        // guide: multi-label
        List<String> labels = List.of("earnings", "jobs", "deals");
        List<TrainingText> texts = rows.stream()
                .map(row -> TrainingText.withLabels(row.id(), row.text(), row.topics(), labels)).toList();
        Fit fit = FineTuning.onAllCores().fit(TrainingSet.multiLabel(labels, texts), TrainOptions.DEFAULT, base, work,
                TrainListener.SILENT);
        var facts = new StudentFacts("topics", "What is the text about?", labels.stream().map(Label::of).toList(),
                "labelled by our editors", "our headlines of 2026", Instant.now(), List.of(), Optional.empty(),
                Map.of());
        StudentDirectory.write(place, fit, base, facts, List.of("Profit doubled to EUR 14m."));
        try (Student student = Student.load(place)) {
            LabelSetPrediction prediction = student.predictLabelSets(List.of("Profit doubled to EUR 14m.")).getFirst();
            System.out.println(prediction.labels() + " " + prediction.probabilities());
        }
        // end
    }

    @Test
    void theExampleTrainsAStudentFromLists() throws IOException {
        List<Row> rows = IntStream.range(0, 40).mapToObj(i -> switch (i % 4) {
            case 0 -> new Row("r" + i, "Profit rose to EUR %d m.".formatted(i), List.of("earnings"));
            case 1 -> new Row("r" + i, "The company cut %d jobs.".formatted(i), List.of("jobs"));
            case 2 -> new Row("r" + i, "Sales fell, and %d staff went.".formatted(i), List.of("earnings", "jobs"));
            default -> new Row("r" + i, "It rained on day %d.".formatted(i), List.of());
        }).toList();
        Path place = directory.resolve("topics");
        multiLabelStudent(rows, base, directory.resolve("work"), place);
        try (Student student = Student.load(place)) {
            assertThat(student.labels()).containsExactly("earnings", "jobs", "deals");
            assertThat(student.thresholds().getLast()).as("no text is about deals").isEqualTo(0.5);
        }
    }

    @Test
    void theGuideShowsThisExample() throws IOException {
        String source = Files.readString(ROOT.resolve("train/src/test/java/dev/retort/train/StudentGuideTest.java"));
        String mark = "// guide: " + "multi-label\n";
        String example = source.substring(source.indexOf(mark) + mark.length(), source.indexOf("        // end"))
                .lines().map(line -> line.substring(8)).collect(Collectors.joining("\n"));
        assertThat(example).startsWith("List<String> labels").endsWith("}");
        assertThat(Files.readString(ROOT.resolve("docs/student.md"))).contains("```java\n" + example + "\n```");
    }
}
