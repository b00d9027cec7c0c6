package dev.retort.base;

/// A base model that cannot be used. The message is one line that names the file, the rule and the remedy.
public final class BaseModelException extends RuntimeException {
    public BaseModelException(String message) {
        super(message);
    }

    public BaseModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
