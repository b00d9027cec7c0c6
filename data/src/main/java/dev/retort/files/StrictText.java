package dev.retort.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Optional;

/// Decodes without mending: malformed bytes and NUL characters are refused with their line. Everything before the fault
/// is handed out first, so that faults come in file order. A byte order mark is skipped.
final class StrictText extends Reader {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final InputStream in;
    private final String shown;
    private final DataFormat format;
    private final Charset charset;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).flip();
    private final CharBuffer chars = CharBuffer.allocate(1 << 15).flip();

    private Optional<DataException> failure = Optional.empty();
    private boolean started;
    private boolean bytesEnded;
    private boolean ended;
    private long bytesBefore;
    private long line = 1;
    private boolean afterCarriageReturn;

    StrictText(InputStream in, String shown, DataFormat format, Charset charset) {
        this.in = in;
        this.shown = shown;
        this.format = format;
        this.charset = charset;
        this.decoder = charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!chars.hasRemaining()) {
            if (failure.isPresent()) {
                throw failure.get();
            }
            if (ended) {
                return -1;
            }
            decodeMore();
        }
        int count = Math.min(length, chars.remaining());
        chars.get(target, offset, count);
        return count;
    }

    private void decodeMore() throws IOException {
        if (!bytesEnded && (!started || needsBytes())) {
            fill();
        }
        chars.clear();
        CoderResult result = decoder.decode(bytes, chars, bytesEnded);
        if (result.isUnderflow() && bytesEnded) {
            result = decoder.flush(chars);
            ended = result.isUnderflow();
        }
        chars.flip();
        if (!started && chars.hasRemaining()) {
            started = true;
            if (chars.get(chars.position()) == BYTE_ORDER_MARK) {
                chars.get();
            }
        }
        boolean nul = countLines();
        if (!nul && result.isError()) {
            failure = Optional.of(malformed());
        }
    }

    /// A sequence of bytes may be cut off at the end of the buffer, so it is refilled while less than one is left.
    private boolean needsBytes() {
        return bytes.remaining() < 16;
    }

    private void fill() throws IOException {
        bytesBefore += bytes.position();
        bytes.compact();
        while (bytes.position() < 16) {
            int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
            if (count < 0) {
                bytesEnded = true;
                break;
            }
            bytes.position(bytes.position() + count);
        }
        bytes.flip();
        if (bytesBefore == 0) {
            FileStart.refuseBinary(bytes.array(), bytes.limit(), shown, format, charset);
        }
    }

    /// Counts line breaks (LF, CRLF, CR) up to the first NUL character, where the text is cut and the failure noted.
    private boolean countLines() {
        char[] decoded = chars.array(); // a buffer's own checks of each character showed in the profile
        int end = chars.limit();
        for (int at = chars.position(); at < end; at++) {
            char character = decoded[at];
            if ((character == '\n' && !afterCarriageReturn) || character == '\r') {
                line++;
            } else if (character == 0) {
                chars.limit(at);
                failure = Optional.of(DataException.fatal(Problem.at(shown, line,
                        "has a NUL character, which no text has; remove it or save the file as text anew")));
                return true;
            }
            afterCarriageReturn = character == '\r';
        }
        return false;
    }

    private DataException malformed() {
        int at = bytes.position();
        return DataException.fatal(Problem.at(shown, line,
                "byte 0x%02X at offset %,d is not %s; save the file as UTF-8 or name its encoding, for example windows-1252"
                        .formatted(bytes.get(at) & 0xFF, bytesBefore + at, charset.name())));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
