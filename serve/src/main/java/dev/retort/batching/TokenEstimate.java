package dev.retort.batching;

/// How much work a text is before anyone has tokenized it. English has about four bytes to a token, other scripts fewer;
/// what is cut off still has to be tokenized, which costs a small part of scoring it.
final class TokenEstimate {
    private static final int BYTES_PER_TOKEN = 4;
    private static final int SPECIAL_TOKENS = 2;
    /// So much tokenizing costs as much as scoring one token.
    private static final int BYTES_TOKENIZED_PER_TOKEN = 256;

    private TokenEstimate() {}

    /// @param room for one text of the model
    /// @return at least 1
    static int of(String text, int room) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : Character.isSurrogate(c) ? 2 : 3;
        }
        return Math.min(room, bytes / BYTES_PER_TOKEN + SPECIAL_TOKENS) + bytes / BYTES_TOKENIZED_PER_TOKEN;
    }
}
