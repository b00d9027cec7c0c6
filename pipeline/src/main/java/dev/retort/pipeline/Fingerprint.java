package dev.retort.pipeline;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 over a sequence of fields. Every field is preceded by its length, so that moving a character from one
/// field to the next changes the result.
public final class Fingerprint {
    private final MessageDigest digest;
    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

    public Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    public Fingerprint add(String field) {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        digest.update(length.putInt(0, bytes.length).array());
        digest.update(bytes);
        return this;
    }

    public Fingerprint add(Object field) {
        return add(String.valueOf(field));
    }

    /// 64 hex digits; this fingerprint starts anew.
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
