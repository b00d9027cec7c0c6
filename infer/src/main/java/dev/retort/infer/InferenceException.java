package dev.retort.infer;

/// A student that cannot be loaded or run. The message is one line that names the file, the rule and the remedy.
public final class InferenceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InferenceException(String message) {
        super(message);
    }

    public InferenceException(String message, Throwable cause) {
        super(message, cause);
    }
}
