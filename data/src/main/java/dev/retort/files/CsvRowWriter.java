package dev.retort.files;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// RFC 4180 with a header, in UTF-8 without byte order mark, lines ending in LF. Fields are quoted where they must be;
/// empty ones always, so that a row of one empty field is no blank line.
final class CsvRowWriter implements RowWriter {
    private final CsvWriter out;
    private final RowTarget target;
    private final List<Column> columns;

    CsvRowWriter(OutputStream stream, RowTarget target, List<Column> columns) {
        RowChecks.requireColumns(columns);
        this.columns = List.copyOf(columns);
        this.target = target;
        this.out = CsvWriter.builder().lineDelimiter(LineDelimiter.LF)
                .quoteStrategy(columns.size() == 1 ? QuoteStrategies.EMPTY : QuoteStrategies.REQUIRED)
                .build(stream, StandardCharsets.UTF_8);
        writeRecord(columns.stream().map(Column::name).toList());
    }

    @Override
    public void write(List<String> cells) {
        RowChecks.requireRow(columns, cells);
        writeRecord(cells);
    }

    private void writeRecord(List<String> cells) {
        try {
            out.writeRecord(cells);
        } catch (UncheckedIOException failure) {
            throw WholeFile.unwritable(target.shown(), Objects.requireNonNull(failure.getCause()));
        }
    }

    @Override
    public void flush() {
        try {
            out.flush();
        } catch (IOException failure) {
            throw WholeFile.unwritable(target.shown(), failure);
        }
    }

    @Override
    public void finish() {
        flush();
        target.commit();
    }

    @Override
    public void close() {
        target.close();
    }
}
