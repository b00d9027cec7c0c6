package dev.retort.http;

/// A server that cannot listen. The message is one line that names the address, the reason and the remedy.
public final class HttpException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public HttpException(String message, Throwable cause) {
        super(message, cause);
    }
}
