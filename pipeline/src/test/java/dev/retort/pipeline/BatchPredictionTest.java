package dev.retort.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.files.DataFile;
import dev.retort.files.DataFormat;
import dev.retort.files.RowReader;
import dev.retort.files.RowWriter;
import dev.retort.files.Rows;
import dev.retort.infer.Student;
import dev.retort.student.ProblemType;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import dev.retort.task.Label;
import dev.retort.train.FineTuning;
import dev.retort.train.Fit;
import dev.retort.train.StudentDirectory;
import dev.retort.train.StudentFacts;
import dev.retort.train.TrainListener;
import dev.retort.train.TrainingSet;
import dev.retort.train.TrainingText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files labelled by students that give each text one label, a set of labels or a number.
class BatchPredictionTest {
    private static final Path BASE = Path.of(System.getProperty("retort.root", ".."))
            .resolve("train/src/test/resources/golden/bert");
    private static final List<String> TEXTS = List.of("profit rose", "sales fell", "umsatz");

    @TempDir
    private Path directory;

    @Test
    void oneLabelAndItsProbabilities() throws IOException {
        try (Student student = student(ProblemType.SINGLE_LABEL, List.of("up", "down|flat"))) {
            var one = student.predict(TEXTS).getFirst();
            assertThat(lines(student, DataFormat.CSV)).hasSize(4).startsWith(
                    "text,label,probability,p_up,p_down|flat",
                    String.format(Locale.ROOT, "profit rose,%s,%.6f,%.6f,%.6f", one.label(), one.probability(),
                            one.probabilities().get(0), one.probabilities().get(1)));
        }
    }

    @Test
    void setsOfLabelsInOneColumn() throws IOException {
        try (Student student = student(ProblemType.MULTI_LABEL, List.of("up", "down|flat"))) {
            var sets = student.predictLabelSets(TEXTS);
            List<String> csv = lines(student, DataFormat.CSV);
            assertThat(csv).hasSize(4).startsWith("text,labels,p_up,p_down|flat");
            for (int i = 0; i < TEXTS.size(); i++) {
                String joined = String.join("|", sets.get(i).labels().stream().map(name -> name.replace("|", "\\|"))
                        .toList());
                assertThat(csv.get(i + 1)).isEqualTo(String.format(Locale.ROOT, "%s,%s,%.6f,%.6f", TEXTS.get(i), joined,
                        sets.get(i).probabilities().get(0), sets.get(i).probabilities().get(1)));
            }
            assertThat(lines(student, DataFormat.JSONL).getFirst())
                    .startsWith("{\"text\":\"profit rose\",\"labels\":\"")
                    .contains("\"p_up\":0.");
        }
    }

    @Test
    void namesAreJoinedSoThatTheyCanBeParted() {
        assertThat(PredictedColumns.joined(List.of())).isEmpty();
        assertThat(PredictedColumns.joined(List.of("a", "b|c", "d\\"))).isEqualTo("a|b\\|c|d\\\\");
    }

    @Test
    void numbersAreWrittenAsTheyAre() throws IOException {
        try (Student student = student(ProblemType.REGRESSION, List.of("mood"))) {
            double[] values = student.predictValues(TEXTS);
            assertThat(lines(student, DataFormat.CSV)).containsExactly("text,value", "profit rose," + (float) values[0],
                    "sales fell," + (float) values[1], "umsatz," + (float) values[2]);
            Path parquet = directory.resolve("out.parquet");
            try (RowReader in = input();
                    RowWriter out = Rows.create(parquet, DataFormat.PARQUET,
                            BatchPrediction.outputColumns(in.columns(), student))) {
                new BatchPrediction(student, "texts", "text", in.columns(), false).run(in, out, done -> {});
            }
            try (RowReader read = Rows
                    .open(new DataFile(parquet, "out", DataFormat.PARQUET, StandardCharsets.UTF_8, ',',
                            Optional.empty(), Optional.empty(), Optional.empty()))) {
                assertThat(read.columns()).containsExactly("text", "value");
                assertThat(Double.parseDouble(read.next().orElseThrow().cell("value").orElseThrow()))
                        .isEqualTo(Double.parseDouble(Float.toString((float) values[0])));
            }
        }
    }

    private List<String> lines(Student student, DataFormat format) {
        var bytes = new ByteArrayOutputStream();
        try (RowReader in = input();
                RowWriter out = Rows.onto(bytes, "out", format, BatchPrediction.outputColumns(in.columns(), student))) {
            assertThat(new BatchPrediction(student, "texts", "text", in.columns(), false).run(in, out, done -> {}))
                    .isEqualTo(3);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static RowReader input() {
        byte[] csv = ("text\n" + String.join("\n", TEXTS) + "\n").getBytes(StandardCharsets.UTF_8);
        return Rows.open(new ByteArrayInputStream(csv), "texts", DataFormat.CSV, StandardCharsets.UTF_8, ',');
    }

    private Student student(ProblemType problem, List<String> labels) throws IOException {
        List<TrainingText> texts = IntStream.range(0, 16).mapToObj(i -> new TrainingText("t" + i,
                i % 2 == 0 ? "profit rose" : "sales fell", labels.size() == 1
                        ? List.of(i % 2 * 1.0)
                        : List.of(i % 2 * 1.0, 1 - i % 2 * 1.0),
                1)).toList();
        Path base = Files.createDirectories(directory.resolve("base"));
        for (String name : List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
            Files.copy(BASE.resolve(name), base.resolve(name));
        }
        Fit fit = new FineTuning(1, System::nanoTime).fit(new TrainingSet(problem, labels, texts, List.of()),
                TrainOptions.DEFAULT.with(TrainOption.LEARNING_RATE, 5e-3).with(TrainOption.EPOCHS, 2)
                        .with(TrainOption.BATCH_SIZE, 8).with(TrainOption.MAX_SEQ_LENGTH, 32)
                        .with(TrainOption.VALIDATION_SHARE, 0.2),
                base, directory.resolve("work"),
                TrainListener.SILENT);
        var facts = new StudentFacts("tiny", "", labels.stream().map(Label::of).toList(), "", "", Instant.EPOCH,
                List.of(), Optional.empty(), Map.of());
        StudentDirectory.write(directory.resolve("student"), fit, base, facts, TEXTS);
        return Student.load(directory.resolve("student"));
    }
}
