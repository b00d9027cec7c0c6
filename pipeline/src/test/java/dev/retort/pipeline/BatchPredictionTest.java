package dev.retort.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.files.DataFile;
import dev.retort.files.DataFormat;
import dev.retort.files.RowReader;
import dev.retort.files.RowWriter;
import dev.retort.files.Rows;
import dev.retort.infer.Student;
import dev.retort.report.Explanation;
import dev.retort.report.ExplanationPage;
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
import java.util.ArrayList;
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
    void aStoppedRunGoesOnWhereItWas() throws IOException {
        try (Student student = student(ProblemType.SINGLE_LABEL, List.of("up", "down"))) {
            Path output = directory.resolve("out.csv");
            List<String> whole = lines(student, DataFormat.CSV);
            try (var journal = PredictionJournal.open(output, "one",
                    List.of("label", "probability", "p_up", "p_down"))) {
                journal.next("");
                journal.add(TEXTS.subList(0, 2), List.of(List.of("up", "0.5", "0.5", "0.5"),
                        List.of("down", "0.5", "0.5", "0.5")));
            }
            var known = new ArrayList<Long>();
            try (RowReader in = input();
                    RowWriter out = Rows.create(output, DataFormat.CSV,
                            BatchPrediction.outputColumns(in.columns(), student, false))) {
                prediction(student, in).run(in, out, output, "one", known::add, done -> {});
            }
            // the first two as the journal has them, the third predicted
            assertThat(Files.readAllLines(output)).containsExactly(whole.get(0), "profit rose,up,0.5,0.5,0.5",
                    "sales fell,down,0.5,0.5,0.5", whole.get(3));
            assertThat(known).containsExactly(2L);
            assertThat(directory.resolve(".out.csv.predicted")).doesNotExist();
        }
    }

    @Test
    void aBrokenRowKeepsWhatWasPredictedBefore() throws IOException {
        try (Student student = student(ProblemType.SINGLE_LABEL, List.of("up", "down"))) {
            Path output = directory.resolve("out.csv");
            String rows = "profit rose\n".repeat(4096) + "\" \"\n";
            byte[] csv = ("text\n" + rows).getBytes(StandardCharsets.UTF_8);
            try (RowReader in = Rows.open(new ByteArrayInputStream(csv), "texts", DataFormat.CSV,
                    StandardCharsets.UTF_8, ',');
                    RowWriter out = Rows.create(output, DataFormat.CSV,
                            BatchPrediction.outputColumns(in.columns(), student, false))) {
                assertThatThrownBy(() -> prediction(student, in).run(in, out, output, "one", _ -> {}, done -> {}))
                        .isInstanceOf(RunException.class).hasMessage("texts:4098: no 'text'; every row needs a text");
            }
            assertThat(output).doesNotExist();
            assertThat(Files.readAllLines(directory.resolve(".out.csv.predicted"))).hasSize(4097);
        }
    }

    @Test
    void theWordThatDecidesWeighsMost() throws IOException {
        try (Student student = student(ProblemType.SINGLE_LABEL, List.of("up", "down"))) {
            Explanation explanation = LeaveOneWordOut.of(student, "profit rose");
            var whole = student.predict(List.of("profit rose", " rose", "profit ")).stream()
                    .map(one -> one.probabilities().get(student.labels().indexOf(explanation.label()))).toList();
            assertThat(explanation.score()).isEqualTo(whole.get(0));
            assertThat(explanation.words()).extracting(explanation::word).containsExactly("profit", "rose");
            assertThat(explanation.words()).extracting(Explanation.Word::weight)
                    .containsExactly(whole.get(0) - whole.get(1), whole.get(0) - whole.get(2));
            assertThat(new ExplanationPage("tiny", "0", List.of(explanation)).render()).contains("profit")
                    .contains("<bdi>" + explanation.label() + "</bdi>");
        }
    }

    private static BatchPrediction prediction(Student student, RowReader in) {
        return new BatchPrediction(student, "texts", "text", in.columns(), BatchPrediction.Input.FILE, 0.6,
                Optional.empty());
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
        for (List<String> names : List.of(List.<String>of(), List.of("a", "b|c", "d\\"), List.of("|", "\\|"))) {
            assertThat(PredictedColumns.parted(PredictedColumns.joined(names))).isEqualTo(names);
        }
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
                            BatchPrediction.outputColumns(in.columns(), student, false))) {
                prediction(student, in).run(in, out, done -> {});
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
                RowWriter out = Rows.onto(bytes, "out", format,
                        BatchPrediction.outputColumns(in.columns(), student, false))) {
            assertThat(prediction(student, in).run(in, out, done -> {}))
                    .extracting(PredictionSummary::texts).isEqualTo(3L);
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
