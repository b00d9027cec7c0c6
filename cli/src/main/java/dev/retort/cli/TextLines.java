package dev.retort.cli;

import dev.retort.files.Row;
import dev.retort.files.RowReader;
import dev.retort.pipeline.RunException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One text a line, blank lines left out.
final class TextLines implements RowReader {
    private final BufferedReader reader;
    private final String shown;
    private long line;

    private TextLines(BufferedReader reader, String shown) {
        this.reader = reader;
        this.shown = shown;
    }

    /// @param file read instead of `in` unless null
    static TextLines open(InputStream in, @Nullable Path file, String shown, Charset encoding) {
        try {
            InputStream source = file == null ? in : Files.newInputStream(file);
            return new TextLines(new BufferedReader(new InputStreamReader(source, encoding.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT))),
                    shown);
        } catch (IOException failure) {
            throw new RunException("%s: %s".formatted(shown, "cannot be read: " + failure.getMessage()));
        }
    }

    @Override
    public List<String> columns() {
        return List.of("text");
    }

    @Override
    public Optional<Row> next() {
        try {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                line++;
                if (text.indexOf('\0') >= 0) {
                    throw new RunException("%s:%d: holds a NUL byte, so this is no text; give a text file"
                            .formatted(shown, line));
                }
                if (!text.isBlank()) {
                    return Optional.of(new Row(line, new LinkedHashMap<>(Map.of("text", text))));
                }
            }
            return Optional.empty();
        } catch (CharacterCodingException malformed) {
            throw new RunException("%s:%d: not in the encoding expected; name the right one with '--encoding'"
                    .formatted(shown, line + 1));
        } catch (IOException failure) {
            throw new RunException("%s: %s".formatted(shown, "cannot be read: " + failure.getMessage()));
        }
    }

    @Override
    public boolean ready() {
        try {
            return reader.ready();
        } catch (IOException _) {
            return false; // the next read tells
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException failure) {
            throw new RunException("%s: %s".formatted(shown, "cannot be closed: " + failure.getMessage()));
        }
    }
}
