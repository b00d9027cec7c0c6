package dev.retort.encoder;

import java.io.IOException;

/// A model directory that this package cannot load; the message names file, rule and value.
public final class UnsupportedModelException extends IOException {
    UnsupportedModelException(String message) {
        super(message);
    }

    UnsupportedModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
