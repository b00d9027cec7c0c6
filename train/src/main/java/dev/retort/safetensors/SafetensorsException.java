package dev.retort.safetensors;

import java.io.IOException;

/// A file that breaks a rule of the format; the message names file, tensor, rule and value.
public final class SafetensorsException extends IOException {
    public SafetensorsException(String message) {
        super(message);
    }

    SafetensorsException(String message, Throwable cause) {
        super(message, cause);
    }
}
