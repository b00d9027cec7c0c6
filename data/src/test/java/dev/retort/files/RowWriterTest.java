package dev.retort.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowWriterTest {
    private static final List<RowWriter.Column> COLUMNS = List.of(RowWriter.Column.text("text"),
            RowWriter.Column.number("share"), RowWriter.Column.integer("votes"));

    @TempDir
    Path dir;

    @Test
    void csvAndJsonlLookAsExpected() {
        assertThat(written(DataFormat.CSV)).isEqualTo("text,share,votes\n\"a, b\",0.5,3\nc,,\n");
        assertThat(written(DataFormat.JSONL)).isEqualTo("""
                {"text":"a, b","share":0.5,"votes":3}
                {"text":"c","share":null,"votes":null}
                """);
    }

    private static String written(DataFormat format) {
        var out = new ByteArrayOutputStream();
        try (RowWriter writer = Rows.onto(out, "<stdout>", format, COLUMNS)) {
            writer.write(List.of("a, b", "0.5", "3"));
            writer.write(List.of("c", "", ""));
            writer.finish();
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(DataFormat.class)
    void withoutFinishNothingIsLeftAndAnOlderFileStays(DataFormat format) throws IOException {
        Path file = Files.writeString(dir.resolve("out." + format.word()), "older");

        try (RowWriter writer = Rows.create(file, format, COLUMNS)) {
            writer.write(List.of("a", "1", "2"));
        }

        assertThat(file).hasContent("older");
        try (var files = Files.list(dir)) {
            assertThat(files).containsExactly(file);
        }
    }

    @ParameterizedTest
    @EnumSource(DataFormat.class)
    void finishReplacesAnOlderFile(DataFormat format) throws IOException {
        Path file = Files.writeString(dir.resolve("out." + format.word()), "older");

        try (RowWriter writer = Rows.create(file, format, COLUMNS)) {
            writer.write(List.of("a", "1", "2"));
            writer.finish();
        }

        try (RowReader reader = Rows.open(DataFile.of(file))) {
            assertThat(reader.next().orElseThrow().cell("text")).contains("a");
        }
        try (var files = Files.list(dir)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void rowsThatDoNotFitAreRefused() {
        try (RowWriter writer = Rows.onto(new ByteArrayOutputStream(), "x", DataFormat.CSV, COLUMNS)) {
            assertThatIllegalArgumentException().isThrownBy(() -> writer.write(List.of("a")))
                    .withMessage("a row needs 3 cells, got 1");
            assertThatIllegalArgumentException().isThrownBy(() -> writer.write(List.of("a", "NaN", "1")))
                    .withMessageContaining("column 'share' holds numbers, got 'NaN'");
            assertThatIllegalArgumentException().isThrownBy(() -> writer.write(List.of("\ud800", "1", "1")))
                    .withMessageContaining("well-formed text");
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenIsOneLine() {
        assertThatThrownBy(() -> Rows.create(dir.resolve("no/such/out.csv"), DataFormat.CSV, COLUMNS))
                .isInstanceOf(DataException.class).hasMessageContaining("does not exist; make it");
        assertThatThrownBy(() -> Rows.create(dir, DataFormat.CSV, COLUMNS)).isInstanceOf(DataException.class)
                .hasMessage(dir + ": is a directory; name a file in it");
    }

    @ParameterizedTest
    @EnumSource(value = DataFormat.class, names = {"CSV", "JSONL"})
    void aFullDiskIsOneLine(DataFormat format) {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        try (RowWriter writer = Rows.onto(full, "out.csv", format, COLUMNS)) {
            assertThatThrownBy(() -> {
                for (int row = 0; row < 100_000; row++) {
                    writer.write(List.of("text", "1", "2"));
                }
            }).isInstanceOf(DataException.class).hasMessage("out.csv: cannot be written: No space left on device");
        }
    }
}
