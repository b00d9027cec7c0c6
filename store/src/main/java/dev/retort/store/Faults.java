package dev.retort.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Turns what SQLite reports into one line that names the file and the remedy.
final class Faults {
    private Faults() {}

    /// Mistakes of the caller stay what they are; everything that comes from SQL becomes a [StoreException].
    static RuntimeException translate(Path file, Throwable failure) {
        if (failure instanceof StoreException known) {
            return known;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return new StoreException(line(file, sql), failure);
            }
        }
        if (failure instanceof RuntimeException mistake) {
            return mistake;
        }
        if (failure instanceof IOException) {
            return new StoreException(notWritable(file), failure);
        }
        return new StoreException("%s: %s".formatted(file.getFileName(), failure), failure);
    }

    private static String line(Path file, SQLException sql) {
        Path name = file.getFileName();
        if (!(sql instanceof SQLiteException sqlite)) {
            return "%s: %s".formatted(name, oneLine(sql));
        }
        // the low byte is the kind of failure, the rest its details
        // a full disk shows as an I/O error where the file of shared memory cannot grow
        boolean noRoom = sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE;
        SQLiteErrorCode kind = noRoom
                ? SQLiteErrorCode.SQLITE_FULL
                : SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff);
        return switch (kind) {
            case SQLITE_FULL ->
                "%s: no space left for it; free some disk space and run again, what was acknowledged is kept"
                        .formatted(name);
            case SQLITE_BUSY, SQLITE_LOCKED -> "%s: another process is writing and does not let go; end it or wait"
                    .formatted(name);
            case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH ->
                notWritable(file);
            case SQLITE_NOTADB -> notAStore(file);
            case SQLITE_CORRUPT -> "%s: damaged (%s); put back a copy of it".formatted(name, oneLine(sql));
            case SQLITE_IOERR -> "%s: reading or writing failed (%s); look after the disk it is on".formatted(name,
                    oneLine(sql));
            default -> "%s: %s".formatted(name, oneLine(sql));
        };
    }

    static String notWritable(Path file) {
        return "%s: cannot be opened for writing; allow writing to it and to its directory %s"
                .formatted(file.getFileName(), file.toAbsolutePath().getParent());
    }

    static String notAStore(Path file) {
        return "%s: not a store of Retort; move it away or name another workspace".formatted(file.getFileName());
    }

    private static String oneLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("unknown error");
    }
}
