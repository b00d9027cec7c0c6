package dev.retort.store;

/// The surroundings of `retort.db` failed: a full disk, a directory without write permission, a file that is not a
/// store or is newer than this program. The message is one line that names the file and the remedy.
public final class StoreException extends RuntimeException {
    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
