package dev.retort.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever is written is read back, cell for cell. A failure names its seed.
class CsvRoundTripTest {
    private static final int TABLES = 1_500;
    private static final List<String> AWKWARD = List.of("", " ", "\"", "\"\"", ",", "\n", "\r", "\r\n", "\t", ";", "a",
            "\u00e9", "\u6f22\u5b57", "\ud83d\ude00", "\uFEFF", "\u2028", "\\", "\\n", "'", "{\"a\": 1}", "#", "null",
            "=1+1", "\u0007");

    @ParameterizedTest
    @EnumSource(value = DataFormat.class, names = {"CSV", "JSONL"})
    void whatIsWrittenIsReadBack(DataFormat format) {
        for (int seed = 0; seed < TABLES; seed++) {
            var random = new Random(seed);
            List<RowWriter.Column> columns = columns(random);
            List<List<String>> rows = rows(random, columns.size());

            List<List<String>> back = read(format, write(format, columns, rows), random);

            assertThat(back).as("seed %d", seed).isEqualTo(rows);
        }
    }

    private static List<RowWriter.Column> columns(Random random) {
        var columns = new ArrayList<RowWriter.Column>();
        for (int index = 0; index <= random.nextInt(4); index++) {
            columns.add(RowWriter.Column.text("c" + index + cell(random)));
        }
        return columns;
    }

    private static List<List<String>> rows(Random random, int width) {
        var rows = new ArrayList<List<String>>();
        for (int row = 1 + random.nextInt(6); row > 0; row--) {
            var cells = new ArrayList<String>();
            for (int index = 0; index < width; index++) {
                cells.add(cell(random));
            }
            rows.add(cells);
        }
        return rows;
    }

    private static String cell(Random random) {
        var cell = new StringBuilder();
        for (int piece = random.nextInt(5); piece > 0; piece--) {
            cell.append(AWKWARD.get(random.nextInt(AWKWARD.size())));
        }
        return cell.toString();
    }

    private static byte[] write(DataFormat format, List<RowWriter.Column> columns, List<List<String>> rows) {
        var out = new ByteArrayOutputStream();
        try (RowWriter writer = Rows.onto(out, "out", format, columns)) {
            rows.forEach(writer::write);
            writer.finish();
        }
        return out.toByteArray();
    }

    /// Through a stream that gives a few bytes at a time, so that characters and quotes are cut everywhere.
    private static List<List<String>> read(DataFormat format, byte[] bytes, Random random) {
        InputStream in = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(3)));
            }
        };
        var rows = new ArrayList<List<String>>();
        try (RowReader reader = Rows.open(in, "in", format, StandardCharsets.UTF_8, ',')) {
            for (Optional<Row> row = reader.next(); row.isPresent(); row = reader.next()) {
                rows.add(List.copyOf(row.get().cells().values()));
            }
        }
        return rows;
    }
}
