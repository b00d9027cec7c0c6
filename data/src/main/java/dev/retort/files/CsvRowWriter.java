package dev.retort.files;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// RFC 4180 with a header, in UTF-8 without byte order mark, lines ending in LF. Fields are quoted where they must be;
/// empty ones always, so that a row of one empty field is no blank line.
final class CsvRowWriter extends StreamRowWriter {
    private final CsvWriter out;

    CsvRowWriter(OutputStream stream, RowTarget target, List<Column> columns) {
        super(target, columns);
        this.out = CsvWriter.builder().lineDelimiter(LineDelimiter.LF)
                .quoteStrategy(columns.size() == 1 ? QuoteStrategies.EMPTY : QuoteStrategies.REQUIRED)
                .build(stream, StandardCharsets.UTF_8);
        writing(() -> out.writeRecord(columns.stream().map(Column::name).toList()));
    }

    @Override
    void writeCells(List<String> cells) {
        out.writeRecord(cells);
    }

    @Override
    void flushBuffer() throws IOException {
        out.flush();
    }
}
