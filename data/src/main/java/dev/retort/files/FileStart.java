package dev.retort.files;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// Recognises by its first bytes a file that is no text, so that the person reads one clear line instead of a decoder's
/// complaint.
final class FileStart {
    private static final byte[] GZIP = {0x1F, (byte) 0x8B};

    private FileStart() {}

    static void refuseBinary(byte[] bytes, int length, String shown, DataFormat format, Charset charset) {
        String found = nameOf(bytes, length);
        if (found.isEmpty() && !isWide(charset) && hasNulEarly(bytes, length)) {
            found = "binary data";
        }
        if (!found.isEmpty()) {
            throw DataException.fatal(Problem.of(shown, "is %s, not %s text; %s".formatted(found,
                    format.word().toUpperCase(Locale.ROOT), remedy(found))));
        }
    }

    private static String nameOf(byte[] bytes, int length) {
        String start = new String(bytes, 0, Math.min(length, 8), StandardCharsets.ISO_8859_1);
        if (start.startsWith("PAR1")) {
            return "a Parquet file";
        }
        if (start.startsWith("PK\u0003\u0004")) {
            return "a zip archive or an Excel workbook";
        }
        if (length >= 2 && Arrays.equals(bytes, 0, 2, GZIP, 0, 2)) {
            return "a gzip archive";
        }
        if (start.startsWith("\u0089PNG") || start.startsWith("\u00FF\u00D8\u00FF")) {
            return "a picture";
        }
        if (start.startsWith("%PDF")) {
            return "a PDF document";
        }
        return start.startsWith("SQLite f") ? "an SQLite database" : "";
    }

    private static String remedy(String found) {
        return switch (found) {
            case "a Parquet file" -> "write 'format: parquet' or name it .parquet";
            case "a gzip archive" -> "unpack it first";
            default -> "export the table as CSV, JSONL or Parquet";
        };
    }

    private static boolean isWide(Charset charset) {
        return charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32");
    }

    /// Binary formats have NUL bytes in their headers; a stray one further on is reported with its line.
    private static boolean hasNulEarly(byte[] bytes, int length) {
        for (int at = 0; at < Math.min(length, 64); at++) {
            if (bytes[at] == 0) {
                return true;
            }
        }
        return false;
    }
}
