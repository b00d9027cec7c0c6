package dev.retort.serve;

/// `error_type` of an answer. The first six are text-embeddings-inference's, the others ours.
enum ErrorType {
    UNHEALTHY("Unhealthy"), BACKEND("Backend"), OVERLOADED("Overloaded"), VALIDATION("Validation"), TOKENIZER(
            "Tokenizer"), EMPTY("Empty"), UNAUTHORIZED("Unauthorized"), NOT_FOUND("NotFound"), TIMEOUT(
                    "Timeout"), INTERNAL("Internal");

    private final String word;

    ErrorType(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
