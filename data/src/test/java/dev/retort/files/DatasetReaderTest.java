package dev.retort.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retort.dataset.Dataset;
import dev.retort.dataset.Example;
import dev.retort.dataset.Reference;
import dev.retort.dataset.ReferenceSource;
import dev.retort.dataset.Split;
import dev.retort.task.Label;
import dev.retort.task.Task;
import dev.retort.task.TaskKind;
import dev.retort.task.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetReaderTest {
    private static final Task TASK = new Task("t", TaskKind.TEXT_CLASSIFICATION, "",
            List.of(Label.of("positive"), Label.of("negative")), List.of());

    @TempDir
    Path dir;

    private DataFile file(String name, String text) {
        try {
            Path path = Files.writeString(dir.resolve(name), text);
            return new DataFile(path, name, DataFormat.ofPath(path).orElseThrow(), StandardCharsets.UTF_8, ',',
                    Optional.empty(), Optional.of(ReferenceSource.CROWD), Optional.empty());
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static DataFile with(DataFile file, DataFile.Columns columns) {
        return new DataFile(file.path(), file.shown(), file.format(), file.encoding(), file.separator(),
                Optional.of(columns), file.labelSource(), file.split());
    }

    private static DataFile forSplit(DataFile file, Split split) {
        return new DataFile(file.path(), file.shown(), file.format(), file.encoding(), file.separator(), file.columns(),
                file.labelSource(), Optional.of(split));
    }

    private static DataSettings settings(DataFile... files) {
        return new DataSettings(List.of(files), DataSettings.Draw.DEFAULT, false);
    }

    private static List<String> problems(DataFile... files) {
        DataException failure = catchThrowableOfType(DataException.class,
                () -> DatasetReader.read(settings(files), TASK));
        return failure.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void columnsOfConventionAreTakenWhereTheyAre() {
        Dataset dataset = DatasetReader.read(settings(file("a.csv", """
                id,text,label,split,other
                x,fine,Positive,train,1
                y, not so ,,dev,2
                """)), TASK);

        assertThat(dataset.examples()).containsExactly(
                new Example("x", "fine", Split.TRAIN,
                        Optional.of(new Reference(new Value.Choice("positive"), ReferenceSource.CROWD))),
                new Example("y", " not so ", Split.VALIDATION, Optional.empty()));
        assertThat(dataset.notes()).isEmpty();
        assertThat(dataset.referenced()).isEqualTo(1);
    }

    @Test
    void idsNotGivenComeFromTheText() {
        Dataset dataset = DatasetReader.read(settings(file("a.csv", "text\na\nb\na\n")), TASK);

        // sha256("a") starts with ca978112ca1bbdca
        assertThat(dataset.examples()).extracting(Example::id).containsExactly("t-ca978112ca1bbdca",
                "t-3e23e8160039594a", "t-ca978112ca1bbdca-2");
        assertThat(dataset.notes()).containsExactly("1 text occurs more than once, the first in a.csv:2 and a.csv:4");
    }

    @Test
    void allProblemsOfAFileComeAtOnceInOrder() {
        assertThat(problems(file("a.csv", """
                id,text,label,split
                1,good,positive,train
                2, ,negative,train
                1,bad,mixed,test
                4,five,fields,too,many
                ,good,mixed,tset
                6,good,negative,test
                """))).containsExactly(
                "a.csv:3: the text (column 'text') is empty; fill it in or remove the row",
                "a.csv:4: label 'mixed', which 2 rows have, is none of the task's labels (positive, negative); correct the rows or add it to task.labels",
                "a.csv:4: id '1' is taken by line 2; ids must differ, or leave the column out to derive them from the texts",
                "a.csv:5: has 5 fields where the header has 4; put fields with ',', quotes or line breaks in double quotes",
                "a.csv:6: the id (column 'id') is empty; fill it in, or leave the column out to derive all ids from the texts",
                "a.csv:6: split 'tset' must be train, validation or test",
                "a.csv:7: the text is for test here and for train in line 2; remove one or write 'allow-overlap: true' under data");
    }

    @Test
    void problemsAcrossFilesNameBothPlaces() {
        DataFile train = forSplit(file("train.csv", "id,text\n1,same\n"), Split.TRAIN);
        DataFile test = forSplit(file("test.csv", "id,text\n1,same\n"), Split.TEST);

        assertThat(problems(train, test)).containsExactly(
                "test.csv:2: id '1' is taken by train.csv:2; ids must differ, or leave the column out to derive them from the texts",
                "test.csv:2: the text is for test here and for train in train.csv:2; remove one or write 'allow-overlap: true' under data");
    }

    @Test
    void overlapIsKeptWhereAllowed() {
        DataFile train = forSplit(file("train.csv", "text\nsame\n"), Split.TRAIN);
        DataFile test = forSplit(file("test.csv", "text\nsame\n"), Split.TEST);

        Dataset dataset = DatasetReader
                .read(new DataSettings(List.of(train, test), DataSettings.Draw.DEFAULT, true), TASK);

        assertThat(dataset.examples()).extracting(Example::split).containsExactly(Split.TRAIN, Split.TEST);
        assertThat(dataset.notes()).hasSize(1);
    }

    @Test
    void missingColumnsAndEmptyFilesAreTold() {
        assertThat(problems(file("a.csv", "sentence,label\nx,positive\n"), file("b.csv", ""), file("c.csv", "text\n"),
                file("d.csv", "text;label\nx;positive\n"), file("e.jsonl", "\n\n"),
                with(file("f.csv", "text\nx\n"), new DataFile.Columns(Optional.of("nr"), "text", Optional.of("klass"),
                        Optional.empty()))))
                .containsExactly(
                        "a.csv:1: has no column 'text'; it has: sentence, label; name the right ones, for example 'columns: {text: sentence}'",
                        "b.csv: is empty; a CSV file starts with a line of column names, then one line per text",
                        "c.csv: has no rows; add a row for each text or leave the file out",
                        "d.csv:1: has no column 'text': its fields seem separated by ';'; write 'separator: \";\"'",
                        "e.jsonl: has no rows; add a row for each text or leave the file out",
                        "f.csv:1: has no column 'nr'; it has: text; name the right ones, for example 'columns: {text: text}'",
                        "f.csv:1: has no column 'klass'; it has: text; name the right ones, for example 'columns: {text: text}'");
    }

    @Test
    void aFileWrongThroughoutDoesNotFloodTheScreen() {
        assertThat(problems(file("a.csv", "text,split\n" + "x,nowhere\n".repeat(500)))).hasSize(11).last()
                .isEqualTo("a.csv: and 490 more: rows with an unknown split");
    }

    @Test
    void jsonObjectsMayLeaveLabelAndSplitOut() {
        Dataset dataset = DatasetReader.read(settings(file("a.jsonl", """
                {"text": "one"}
                {"text": "two", "label": "negative", "split": "test"}
                """)), TASK);

        assertThat(dataset.examples()).extracting(Example::split).containsExactly(Split.TRAIN, Split.TEST);
        assertThat(dataset.referenced()).isEqualTo(1);
    }

    @Test
    void aColumnNamedButNeverSeenIsAProblem() {
        assertThat(problems(with(file("a.jsonl", "{\"text\": \"x\"}\n"),
                new DataFile.Columns(Optional.empty(), "text", Optional.of("gold"), Optional.empty()))))
                .containsExactly("a.jsonl: no row has 'gold'; correct 'columns' or leave it out");
    }

    @Test
    void whoGaveTheLabelsIsNotedWhereNobodySaid() {
        DataFile file = file("a.csv", "text,label\nx,positive\ny,negative\n");
        DataFile silent = new DataFile(file.path(), "a.csv", DataFormat.CSV, StandardCharsets.UTF_8, ',',
                Optional.empty(), Optional.empty(), Optional.empty());

        Dataset dataset = DatasetReader.read(settings(silent), TASK);

        assertThat(dataset.examples().getFirst().reference().orElseThrow().source()).isEqualTo(ReferenceSource.EXPERT);
        assertThat(dataset.notes()).singleElement().asString().contains("label-source");
    }

    @Test
    void theDrawDoesNotDependOnTheOrderOfRowsAndKeepsEqualTextsTogether() {
        var rows = new ArrayList<String>();
        for (int row = 0; row < 200; row++) {
            rows.add("text " + row % 150 + "," + (row % 150 % 3 == 0 ? "positive" : "negative"));
        }
        Map<String, Split> inOrder = splits(rows);

        Collections.shuffle(rows, new Random(5));

        assertThat(splits(rows)).isEqualTo(inOrder);
        assertThat(inOrder.values().stream().filter(Split.TEST::equals)).hasSize(30);
    }

    private Map<String, Split> splits(List<String> rows) {
        Dataset dataset = DatasetReader.read(settings(file("a.csv", "text,label\n" + String.join("\n", rows))), TASK);
        return dataset.examples().stream().collect(Collectors.toMap(Example::text, Example::split, (one, other) -> {
            assertThat(other).isEqualTo(one);
            return one;
        }));
    }

    @Test
    void testTextsAreDrawnFromTheLabelledOnes() {
        String unlabelled = java.util.stream.IntStream.range(0, 90).mapToObj(row -> "u" + row + ",\n")
                .collect(Collectors.joining());
        String labelled = java.util.stream.IntStream.range(0, 10).mapToObj(row -> "l" + row + ",positive\n")
                .collect(Collectors.joining());

        Dataset dataset = DatasetReader.read(settings(file("a.csv", "text,label\n" + unlabelled + labelled)), TASK);

        assertThat(dataset.of(Split.TEST)).hasSize(2).allMatch(example -> example.reference().isPresent());
    }

    @Test
    void nothingIsDrawnForTestingWhereAFileIsForThat() {
        String train = java.util.stream.IntStream.range(0, 50).mapToObj(row -> "t" + row + "\n")
                .collect(Collectors.joining());

        Dataset dataset = DatasetReader.read(settings(file("train.csv", "text\n" + train),
                forSplit(file("test.csv", "text\nx\n"), Split.TEST)), TASK);

        assertThat(dataset.count(Split.TEST)).isEqualTo(1);
        assertThat(dataset.count(Split.TRAIN)).isEqualTo(50);
    }

    @Test
    void somethingMustBeLeftToLearnFrom() {
        assertThat(problems(forSplit(file("a.csv", "text\nx\n"), Split.TEST))).containsExactly(
                "a.csv: no text is left for training; give some the split train or lower 'data.split.test'");
    }

    /// The same rows in each format give the same dataset.
    @Test
    void theFormatMakesNoDifference() {
        Function<String, List<Example>> read = name -> DatasetReader
                .read(settings(new DataFile(dir.resolve(name), name, DataFormat.ofPath(Path.of(name)).orElseThrow(),
                        StandardCharsets.UTF_8, ',', Optional.empty(), Optional.of(ReferenceSource.EXPERT),
                        Optional.empty())), TASK)
                .examples();
        for (DataFormat format : DataFormat.values()) {
            try (RowWriter writer = Rows.create(dir.resolve("same." + format.word()), format,
                    List.of(RowWriter.Column.text("id"), RowWriter.Column.text("text"),
                            RowWriter.Column.text("label")))) {
                for (int row = 0; row < 40; row++) {
                    writer.write(List.of("r" + row, "a \"text\", with\nlines " + row, row % 2 == 0 ? "positive" : ""));
                }
                writer.finish();
            }
        }

        assertThat(read.apply("same.jsonl")).hasSize(40).isEqualTo(read.apply("same.csv"));
        assertThat(read.apply("same.parquet")).isEqualTo(read.apply("same.csv"));
    }
}
