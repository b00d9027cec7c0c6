package dev.retort.serve;

/// A request that is not answered as asked: the status, and in one line what is wrong and what would be right.
final class RefusedRequest extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final ErrorType type;
    private final String words;

    RefusedRequest(int status, ErrorType type, String message) {
        super(message, null, false, false);
        this.words = message;
        this.status = status;
        this.type = type;
    }

    static RefusedRequest invalid(String message) {
        return new RefusedRequest(422, ErrorType.VALIDATION, message);
    }

    int status() {
        return status;
    }

    String words() {
        return words;
    }

    ErrorType type() {
        return type;
    }
}
