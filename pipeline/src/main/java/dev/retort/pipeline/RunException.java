package dev.retort.pipeline;

/// A run cannot go on. The message is for people: one line, or one line for each of several teachers.
public final class RunException extends RuntimeException {
    public RunException(String message) {
        super(message);
    }

    RunException(String message, Throwable cause) {
        super(message, cause);
    }
}
