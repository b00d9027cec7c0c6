package dev.retort.hosts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Lines of a file with their numbers and the byte each begins at. A byte order mark at the start is skipped.
final class ByteLines {

    /// A line went on beyond the limit.
    static final class TooLongException extends IOException {
        private final long line;

        TooLongException(long line) {
            super("line " + line + " is too long");
            this.line = line;
        }

        long line() {
            return line;
        }
    }

    private final InputStream bytes;
    private final int longest;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long number;
    private long offset;
    private long position;

    ByteLines(InputStream bytes, int longest) {
        this.bytes = bytes;
        this.longest = longest;
    }

    /// Moves to the next line.
    ///
    /// @return false after the last one
    boolean next() throws IOException {
        line.reset();
        offset = position;
        number++;
        int next = bytes.read();
        if (next < 0) {
            return false;
        }
        for (; next >= 0; next = bytes.read()) {
            position++;
            if (next == '\n') {
                break;
            }
            if (line.size() == longest) {
                throw new TooLongException(number);
            }
            line.write(next);
        }
        if (number == 1) {
            skipByteOrderMark();
        }
        return true;
    }

    private void skipByteOrderMark() {
        byte[] first = line.toByteArray();
        if (first.length >= 3 && first[0] == (byte) 0xef && first[1] == (byte) 0xbb && first[2] == (byte) 0xbf) {
            line.reset();
            line.write(first, 3, first.length - 3);
            offset += 3;
        }
    }

    /// The line's number, from 1.
    long number() {
        return number;
    }

    /// The byte that the line begins at.
    long offset() {
        return offset;
    }

    boolean isBlank() {
        return line.toString(StandardCharsets.ISO_8859_1).isBlank();
    }

    /// @throws CharacterCodingException if the line is not UTF-8
    String text() throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line.toByteArray())).toString();
    }
}
