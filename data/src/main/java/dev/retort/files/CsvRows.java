package dev.retort.files;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// RFC 4180 with a header. Lines break at LF, CRLF or CR; lines without a character are skipped. Refused: a row with more
/// or fewer fields than the header, a quote that never closes, text after a closing quote. A quote inside an unquoted
/// field is that character.
final class CsvRows implements RowReader {
    private static final int MAX_COLUMNS = 16_384;
    /// Longest record that is read at all; longer than any cell allowed, so that a long cell's true length can be told.
    private static final int MAX_RECORD = 1 << 24;

    private static final Pattern RECORD_START = Pattern.compile("record (?:starting at|that started in) line (\\d+)");

    private final String shown;
    private final char separator;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> columns;
    private long lastLine;

    /// Owns the text only once it has been made.
    CsvRows(StrictText text, String shown, char separator) {
        this.shown = shown;
        this.separator = separator;
        this.records = CsvReader.builder().fieldSeparator(separator).commentStrategy(CommentStrategy.NONE)
                .skipEmptyLines(true).extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false).trimWhitespacesAroundQuotes(false).detectBomHeader(false)
                .maxBufferSize(MAX_RECORD).build(CsvRecordHandler.of(handler -> handler.maxFields(MAX_COLUMNS)
                        .maxFieldSize(MAX_RECORD).maxRecordSize(MAX_RECORD)), text)
                .iterator();
        this.columns = header();
    }

    private List<String> header() {
        CsvRecord header = nextRecord().orElseThrow(() -> DataException.fatal(
                Problem.of(shown, "is empty; a CSV file starts with a line of column names, then one line per text")));
        var seen = new HashSet<String>();
        for (String name : header.getFields()) {
            Cells.require(shown, header.getStartingLineNumber(), "header", name);
            if (!seen.add(name)) {
                throw DataException.fatal(Problem.at(shown, header.getStartingLineNumber(),
                        "the header names the column '%s' twice; rename one".formatted(name)));
            }
        }
        return header.getFields();
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public Optional<Row> next() {
        return nextRecord().map(this::row);
    }

    private Row row(CsvRecord record) {
        long line = record.getStartingLineNumber();
        if (record.getFieldCount() != columns.size()) {
            throw DataException.ofRow(Problem.at(shown, line,
                    "has %d field%s where the header has %d; put fields with '%s', quotes or line breaks in double quotes"
                            .formatted(record.getFieldCount(), record.getFieldCount() == 1 ? "" : "s", columns.size(),
                                    separator)));
        }
        var cells = new LinkedHashMap<String, String>();
        for (int index = 0; index < columns.size(); index++) {
            Cells.require(shown, line, columns.get(index), record.getField(index));
            cells.put(columns.get(index), record.getField(index));
        }
        return new Row(line, cells);
    }

    private Optional<CsvRecord> nextRecord() {
        try {
            if (!records.hasNext()) {
                return Optional.empty();
            }
            CsvRecord record = records.next();
            lastLine = record.getStartingLineNumber();
            return Optional.of(record);
        } catch (CsvParseException | UncheckedIOException failure) {
            throw explain(failure);
        }
    }

    /// The parser wraps what the decoder throws, and tells its own complaints in words of its own.
    private DataException explain(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataException known) {
                return known;
            }
            if (cause instanceof IOException || cause instanceof UncheckedIOException) {
                return DataException.fatal(
                        Problem.of(shown, "cannot be read after line %d: %s".formatted(lastLine, cause.getMessage())),
                        failure);
            }
        }
        String message = String.valueOf(failure.getMessage());
        Matcher place = RECORD_START.matcher(message);
        long line = place.find() ? Long.parseLong(place.group(1)) : lastLine + 1;
        return DataException.fatal(Problem.at(shown, line, inOurWords(message)), failure);
    }

    private static String inOurWords(String message) {
        if (message.startsWith("Unclosed quoted field")) {
            return "a double quote opens in this row and never closes; close it, and write a quote inside a text as \"\"";
        }
        if (message.contains("after closing quote")) {
            return "text follows a closing double quote; write a quote inside a text as \"\"";
        }
        if (message.startsWith("The maximum buffer size") || message.contains("maximum")) {
            return "the row is longer than %,d characters; perhaps a double quote opens and never closes"
                    .formatted(MAX_RECORD);
        }
        return message;
    }

    @Override
    public void close() {
        try {
            records.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
