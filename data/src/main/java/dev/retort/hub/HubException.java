package dev.retort.hub;

/// Something that the hub does not give. The message is one line that names the repository, what is wrong and the remedy;
/// it never holds a token.
public final class HubException extends RuntimeException {

    /// What kept it back.
    public enum Reason {
        /// `HF_HUB_OFFLINE` is set and it is not cached.
        OFFLINE,
        /// No connection, or none that held.
        UNREACHABLE,
        /// No such repository, or none that this token may see, or its terms are not accepted.
        NO_ACCESS,
        /// The repository lacks the branch, tag or commit.
        NO_REVISION,
        /// The revision lacks the file.
        NO_FILE,
        /// The hub's answers do not fit together: a wrong size or hash, a name that leaves its directory.
        BROKEN,
        /// The cache cannot be written.
        DISK,
        /// The settings are wrong.
        SETTINGS
    }

    private final Reason reason;
    private final String line;

    public HubException(Reason reason, String message) {
        super(message);
        this.reason = reason;
        this.line = message;
    }

    public HubException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.line = message;
    }

    /// The message.
    public String line() {
        return line;
    }

    public Reason reason() {
        return reason;
    }
}
