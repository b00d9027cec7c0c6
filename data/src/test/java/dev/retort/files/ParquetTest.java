package dev.retort.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTest {
    @TempDir
    Path dir;

    private static List<Row> read(Path file) {
        try (RowReader reader = Rows.open(DataFile.of(file))) {
            var rows = new ArrayList<Row>();
            for (Optional<Row> row = reader.next(); row.isPresent(); row = reader.next()) {
                rows.add(row.get());
            }
            return rows;
        }
    }

    /// The name would be a pattern, a partition and the end of a literal to DuckDB, were it not quoted.
    @Test
    void whatIsWrittenIsReadBackInOrder() throws Exception {
        Path odd = Files.createDirectories(dir.resolve("year=2024"));
        Path file = odd.resolve("it's [a]*?.parquet");
        Files.writeString(odd.resolve("it's aa.parquet"), "a bait");
        try (RowWriter writer = Rows.create(file, DataFormat.PARQUET, List.of(RowWriter.Column.text("text"),
                RowWriter.Column.number("p \"x\""), RowWriter.Column.integer("n")))) {
            for (int row = 0; row < 5_000; row++) {
                writer.write(List.of("text, \"" + row + "\"\n\u6f22", row % 2 == 0 ? "0.25" : "", "" + row));
            }
            writer.finish();
        }

        List<Row> rows = read(file);

        assertThat(rows).hasSize(5_000);
        assertThat(rows.get(4_998).line()).isEqualTo(4_999);
        assertThat(rows.get(4_998).cells()).containsExactly(Map.entry("text", "text, \"4998\"\n\u6f22"),
                Map.entry("p \"x\"", "0.25"), Map.entry("n", "4998"));
        assertThat(rows.get(4_999).cell("p \"x\"")).isEmpty();
        assertThat(odd).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void columnsKeepTheirTypes() throws Exception {
        Path file = dir.resolve("typed.parquet");
        try (RowWriter writer = Rows.create(file, DataFormat.PARQUET,
                List.of(RowWriter.Column.number("p"), RowWriter.Column.integer("n"), RowWriter.Column.text("t")))) {
            writer.write(List.of("1e-3", "-5", ""));
            writer.finish();
        }
        try (Connection connection = DuckDb.open("", "64MB");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT typeof(p) || typeof(n) || typeof(t), p, n, t FROM "
                                + DuckDb.literal(file.toString()))) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo("DOUBLEBIGINTVARCHAR");
            assertThat(row.getDouble(2)).isEqualTo(0.001);
            assertThat(row.getLong(3)).isEqualTo(-5);
            assertThat(row.getString(4)).isEmpty();
        }
    }

    @Test
    void anotherFormatIsOneClearLine() throws Exception {
        Path text = Files.writeString(dir.resolve("t.parquet"), "id,text\n1,a\n");
        Path empty = Files.writeString(dir.resolve("e.parquet"), "");

        assertThat(catchThrowableOfType(DataException.class, () -> Rows.open(DataFile.of(text))))
                .hasMessage(text + ": is not a Parquet file; write its format, for example 'format: csv'");
        assertThat(catchThrowableOfType(DataException.class, () -> Rows.open(DataFile.of(empty))).getMessage())
                .startsWith(empty + ": is not a Parquet file").doesNotContain("\n");
    }

    @Test
    void parquetIsRefusedOnStreams() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rows.open(new ByteArrayInputStream(new byte[0]), "<stdin>", DataFormat.PARQUET,
                        StandardCharsets.UTF_8, ','))
                .withMessage("<stdin>: Parquet cannot be read from a stream; name a file");
    }

    @Test
    void duckDbReachesNothingButTheNamedFile() throws Exception {
        Path other = Files.writeString(dir.resolve("other.csv"), "a\n1\n");
        try (Connection connection = DuckDb.open("", "64MB"); Statement statement = connection.createStatement()) {
            DuckDb.confine(connection, dir.resolve("named.parquet"));

            for (String refused : List.of("SELECT * FROM read_csv(" + DuckDb.literal(other.toString()) + ")",
                    "INSTALL httpfs", "LOAD httpfs", "SET enable_external_access = true",
                    "ATTACH " + DuckDb.literal(dir.resolve("x.db").toString()))) {
                assertThatThrownBy(() -> statement.execute(refused)).as(refused).isInstanceOf(SQLException.class);
            }
        }
    }

    /// The jar brings Parquet itself; nothing is fetched.
    @Test
    void parquetIsBuiltIntoTheJar() throws Exception {
        try (Connection connection = DuckDb.open("", "64MB");
                Statement statement = connection.createStatement();
                ResultSet extension = statement.executeQuery(
                        "SELECT install_mode FROM duckdb_extensions() WHERE extension_name = 'parquet' AND loaded")) {
            assertThat(extension.next()).isTrue();
            assertThat(extension.getString(1)).isEqualTo("STATICALLY_LINKED");
        }
    }

    /// As Hugging Face's `datasets` writes them: int64, with the names in the file's metadata.
    @Test
    void classIndicesAreReadByTheirNames() throws Exception {
        Path file = labelled("(0::BIGINT, 0::BIGINT), (2, 1), (-1, 2), (1, 7)", """
                {"info": {"features": {"label": {"names": ["negative", "neutral", "positive"], "_type": "ClassLabel"},
                 "stars": {"dtype": "int64", "_type": "Value"}}}}""");

        assertThat(read(file)).extracting(row -> row.cell("label"), row -> row.cell("stars")).containsExactly(
                org.assertj.core.groups.Tuple.tuple(Optional.of("negative"), Optional.of("0")),
                org.assertj.core.groups.Tuple.tuple(Optional.of("positive"), Optional.of("1")),
                org.assertj.core.groups.Tuple.tuple(Optional.empty(), Optional.of("2")),
                org.assertj.core.groups.Tuple.tuple(Optional.of("neutral"), Optional.of("7")));
    }

    @Test
    void aClassThatHasNoNameIsAnErrorOfItsRow() throws Exception {
        Path file = labelled("(3::BIGINT, 0::BIGINT), (0, 0)",
                "{\"info\": {\"features\": {\"label\": {\"names\": [\"no\", \"yes\"], \"_type\": \"ClassLabel\"}}}}");

        try (RowReader reader = Rows.open(DataFile.of(file))) {
            assertThat(catchThrowableOfType(DataException.class, reader::next))
                    .hasMessage(file + ":1: column 'label' must be a class from 0 to 1, got 3; correct the file");
            assertThat(reader.next().orElseThrow().cell("label")).contains("no");
        }
    }

    @Test
    void metadataThatNobodyCanReadNamesNothing() throws Exception {
        assertThat(read(labelled("(1::BIGINT, 0::BIGINT)", "{not json"))).singleElement()
                .satisfies(row -> assertThat(row.cell("label")).contains("1"));
        assertThat(read(labelled("(1::BIGINT, 0::BIGINT)", "{\"info\": [1]}"))).singleElement()
                .satisfies(row -> assertThat(row.cell("label")).contains("1"));
    }

    private Path labelled(String rows, String metadata) throws SQLException {
        Path file = dir.resolve("labelled.parquet");
        try (Connection connection = DuckDb.open("", "64MB"); Statement statement = connection.createStatement()) {
            statement.execute(
                    "COPY (SELECT * FROM (VALUES %s) AS t(label, stars)) TO %s (FORMAT parquet, KV_METADATA {huggingface: %s})"
                            .formatted(rows, DuckDb.literal(file.toString()), DuckDb.literal(metadata)));
        }
        return file;
    }
}
