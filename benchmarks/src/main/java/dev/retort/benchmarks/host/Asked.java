package dev.retort.benchmarks.host;

import java.nio.charset.StandardCharsets;

/// A chat request, read no further than the host needs: reading it as JSON would cost more than answering it.
///
/// @param name of the request, the same for the same bytes: FNV-1a, 64 bits
/// @param promptTokens the body's bytes by four
record Asked(long name, long promptTokens) {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    static Asked of(byte[] body, int from, int length) {
        long name = FNV_OFFSET;
        for (int i = from; i < from + length; i++) {
            name = (name ^ (body[i] & 0xff)) * FNV_PRIME;
        }
        return new Asked(name, Math.max(1, length / 4));
    }

    static Asked of(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return of(bytes, 0, bytes.length);
    }

    static String hex(long name) {
        String hex = Long.toHexString(name);
        return "0".repeat(16 - hex.length()) + hex;
    }
}
