package dev.retort.files;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

/// One JSON object per line; blank lines are skipped. A repeated key is refused. A broken line is an error of that line
/// alone.
final class JsonlRows implements RowReader {
    /// Longest line that is read at all; longer than any cell allowed, so that a long cell's true length can be told.
    private static final int MAX_LINE = 1 << 24;
    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build();

    private final Reader text;
    private final String shown;
    private final char[] buffer = new char[1 << 13];
    private final StringBuilder current = new StringBuilder();
    private int position;
    private int limit;
    private long line;
    private List<String> columns = List.of();
    /// Of the object read last, those that are null included.
    private final List<String> keys = new ArrayList<>();
    private Optional<Row> first = Optional.empty();
    private Optional<DataException> firstFailure = Optional.empty();

    /// Owns the text only once it has been made.
    JsonlRows(StrictText text, String shown) {
        this.text = text;
        this.shown = shown;
        try {
            first = parseNext();
            columns = List.copyOf(keys);
        } catch (DataException failure) {
            if (!failure.resumable()) {
                throw failure;
            }
            firstFailure = Optional.of(failure);
        }
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public Optional<Row> next() {
        if (firstFailure.isPresent()) {
            DataException failure = firstFailure.get();
            firstFailure = Optional.empty();
            throw failure;
        }
        if (first.isPresent()) {
            Optional<Row> row = first;
            first = Optional.empty();
            return row;
        }
        return parseNext();
    }

    private Optional<Row> parseNext() {
        while (readLine()) {
            String json = current.toString();
            if (!json.isBlank()) {
                return Optional.of(parse(json));
            }
        }
        return Optional.empty();
    }

    private Row parse(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad("is no JSON object; JSONL has one object per line, such as {\"text\": \"...\"}");
            }
            var cells = new LinkedHashMap<String, String>();
            keys.clear();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                keys.add(name);
                Optional<String> cell = cell(parser);
                if (cell.isPresent()) {
                    Cells.require(shown, line, name, cell.get());
                    cells.put(name, cell.get());
                }
            }
            if (parser.nextToken() != null) {
                throw bad("has more after the object; JSONL has one object per line");
            }
            return new Row(line, cells);
        } catch (JacksonException malformed) {
            throw bad("is broken JSON at column %d: %s".formatted(
                    malformed.getLocation() == null ? 1 : malformed.getLocation().getColumnNr(),
                    malformed.getOriginalMessage()));
        }
    }

    private static Optional<String> cell(JsonParser parser) {
        JsonToken token = parser.nextToken();
        return switch (token) {
            case VALUE_NULL -> Optional.empty();
            case START_OBJECT, START_ARRAY -> Optional.of(parser.readValueAsTree().toString());
            case null -> Optional.empty();
            default -> Optional.of(parser.getString());
        };
    }

    private DataException bad(String message) {
        return DataException.ofRow(Problem.at(shown, line, message));
    }

    /// Reads into [#current] up to LF or CRLF; false at the end.
    private boolean readLine() {
        current.setLength(0);
        line++;
        while (true) {
            if (position == limit && !fill()) {
                return !current.isEmpty();
            }
            int start = position;
            while (position < limit && buffer[position] != '\n') {
                position++;
            }
            current.append(buffer, start, position - start);
            if (position < limit) {
                position++;
                return true;
            }
            if (current.length() > MAX_LINE) {
                throw DataException.fatal(Problem.at(shown, line,
                        "the line is longer than %,d characters; split the text into several rows"
                                .formatted(MAX_LINE)));
            }
        }
    }

    private boolean fill() {
        try {
            position = 0;
            limit = Math.max(0, text.read(buffer, 0, buffer.length));
            return limit > 0;
        } catch (IOException failure) {
            throw DataException.fatal(
                    Problem.of(shown, "cannot be read after line %d: %s".formatted(line - 1, failure.getMessage())),
                    failure);
        }
    }

    @Override
    public void close() {
        try {
            text.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
