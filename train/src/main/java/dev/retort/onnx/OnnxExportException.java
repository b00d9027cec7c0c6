package dev.retort.onnx;

/// A model directory that cannot be exported; the message names the file and the rule.
public final class OnnxExportException extends RuntimeException {
    OnnxExportException(String message, Throwable cause) {
        super(message, cause);
    }
}
