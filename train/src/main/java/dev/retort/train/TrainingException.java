package dev.retort.train;

/// Training cannot go on; the message is one line that names the cause and the remedy.
public final class TrainingException extends RuntimeException {
    TrainingException(String message) {
        super(message);
    }

    TrainingException(String message, Throwable cause) {
        super(message, cause);
    }
}
