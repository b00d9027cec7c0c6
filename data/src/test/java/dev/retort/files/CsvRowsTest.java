package dev.retort.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvRowsTest {

    private static List<Row> read(byte[] bytes, Charset charset) {
        try (RowReader reader = Rows.open(new ByteArrayInputStream(bytes), "t.csv", DataFormat.CSV, charset, ',')) {
            var rows = new ArrayList<Row>();
            for (Optional<Row> row = reader.next(); row.isPresent(); row = reader.next()) {
                rows.add(row.get());
            }
            return rows;
        }
    }

    private static List<Row> read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static String problemOf(byte[] bytes, Charset charset) {
        return catchThrowableOfType(DataException.class, () -> read(bytes, charset)).problems().getFirst().toString();
    }

    @Test
    void quotedFieldsKeepSeparatorsQuotesAndLineBreaks() {
        List<Row> rows = read("id,text\r\n1,\"a, \"\"b\"\"\r\nc\"\r\n2,plain\n\n3,\"\"\n");

        assertThat(rows).extracting(Row::line).containsExactly(2L, 4L, 6L);
        assertThat(rows).extracting(row -> row.cells().get("text")).containsExactly("a, \"b\"\r\nc", "plain", "");
        assertThat(rows.getFirst().cells()).containsExactly(Map.entry("id", "1"),
                Map.entry("text", "a, \"b\"\r\nc"));
    }

    @Test
    void aQuoteInsideAnUnquotedFieldIsThatCharacter() {
        assertThat(read("a\nsay \"hi\"\n").getFirst().cell("a")).contains("say \"hi\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            id,text\\n1,a\\n2\\n            | t.csv:3: has 1 field where the header has 2
            id,text\\n1,a\\n2,b,c\\n        | t.csv:3: has 3 fields where the header has 2
            id,text\\n"1\\n1","a\\n2,b\\n   | t.csv:2: a double quote opens in this row and never closes
            id,text\\n1,"a"b\\n             | t.csv:2: text follows a closing double quote
            id,id\\n1,a\\n                  | t.csv:1: the header names the column 'id' twice
            \\n\\n                          | t.csv: is empty
            """)
    void brokenRowsAreRefusedWithTheirLine(String csv, String problem) {
        byte[] bytes = csv.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8);

        assertThat(problemOf(bytes, StandardCharsets.UTF_8)).startsWith(problem);
    }

    @Test
    void aNulCharacterIsRefusedWithItsLine() {
        String csv = "id,text\n1," + "a".repeat(80) + "\n2,x\0y\n";

        assertThat(problemOf(csv.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .startsWith("t.csv:3: has a NUL character");
    }

    @Test
    void afterARowWithTooManyFieldsTheNextIsRead() {
        var in = new ByteArrayInputStream("a,b\n1,2,3\n4,5\n".getBytes(StandardCharsets.UTF_8));
        try (RowReader reader = Rows.open(in, "t.csv", DataFormat.CSV, StandardCharsets.UTF_8, ',')) {
            DataException failure = catchThrowableOfType(DataException.class, reader::next);

            assertThat(failure.resumable()).isTrue();
            assertThat(reader.next().orElseThrow().cells()).containsValues("4", "5");
            assertThat(reader.next()).isEmpty();
        }
    }

    @Test
    void malformedBytesAreRefusedWithLineByteAndOffset() {
        byte[] bytes = "text\nfine\nM\u00fcnchen\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(problemOf(bytes, StandardCharsets.UTF_8)).isEqualTo("t.csv:3: byte 0xFC at offset 11 is not UTF-8; "
                + "save the file as UTF-8 or name its encoding, for example windows-1252");
        assertThat(read(bytes, Charset.forName("windows-1252")).get(1).cell("text")).contains("M\u00fcnchen");
    }

    @Test
    void aCharacterCutOffAtTheEndIsMalformed() {
        byte[] whole = "text\n\u20ac".getBytes(StandardCharsets.UTF_8);

        assertThat(problemOf(java.util.Arrays.copyOf(whole, whole.length - 1), StandardCharsets.UTF_8))
                .startsWith("t.csv:2: byte 0xE2 at offset 5 is not UTF-8");
    }

    @Test
    void byteOrderMarksAreSkipped() {
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE,
                StandardCharsets.UTF_16)) {
            String mark = charset.equals(StandardCharsets.UTF_16) ? "" : "\uFEFF";
            assertThat(read((mark + "text\n\u6f22\n").getBytes(charset), charset)).as(charset.name()).hasSize(1)
                    .first().extracting(row -> row.cells().get("text")).isEqualTo("\u6f22");
        }
    }

    @Test
    void binaryFilesGetOneClearLine() {
        assertThat(problemOf(new byte[]{'P', 'K', 3, 4, 20, 0}, StandardCharsets.UTF_8)).isEqualTo(
                "t.csv: is a zip archive or an Excel workbook, not CSV text; export the table as CSV, JSONL or Parquet");
        assertThat(problemOf(new byte[]{(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, StandardCharsets.UTF_8))
                .startsWith("t.csv: is a picture, not CSV text");
        assertThat(problemOf(new byte[]{1, 2, 0, 3}, StandardCharsets.UTF_8))
                .startsWith("t.csv: is binary data, not CSV text");
    }

    @Test
    void aTextOfTenMegabytesIsRefusedWithItsLengthAndTheLimit() {
        String csv = "id,text\n1,short\n2," + "x".repeat(10_000_000) + "\n3,after\n";

        DataException failure = catchThrowableOfType(DataException.class, () -> read(csv));

        assertThat(failure)
                .hasMessage("t.csv:3: column 'text' has 10,000,000 characters, at most 1,048,576 are allowed; "
                        + "shorten the text or split it into several rows");
        assertThat(failure.resumable()).isTrue();
    }

    @Test
    void theLongestTextAllowedIsRead() {
        assertThat(read("text\n" + "y".repeat(RowReader.MAX_CELL) + "\n")).hasSize(1);
    }

    /// A reader that gathered its input before handing out rows would never return.
    @Test
    void rowsComeBeforeTheStreamEnds() {
        InputStream endless = new InputStream() {
            private long at = -"text\n".length();

            @Override
            public int read() {
                long place = at++;
                return place < 0 ? "text\n".charAt((int) (place + 5)) : place % 8 == 7 ? '\n' : 'a';
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(length, 100));
            }
        };
        try (RowReader reader = Rows.open(endless, "t.csv", DataFormat.CSV, StandardCharsets.UTF_8, ',')) {
            for (int row = 0; row < 10_000; row++) {
                assertThat(reader.next().orElseThrow().cell("text")).contains("aaaaaaa");
            }
        }
    }
}
