package dev.retort.pipeline;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 over a sequence of fields. Every field is preceded by its length, so that moving a character from one
/// field to the next changes the result.
public final class Fingerprint {
    /// Digesting a million short fields one by one takes longer than their bytes do.
    private static final int ROOM = 1 << 13;

    private final MessageDigest digest;
    private final ByteBuffer gathered = ByteBuffer.allocate(ROOM);

    public Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    public Fingerprint add(String field) {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        makeRoom(Integer.BYTES);
        gathered.putInt(bytes.length);
        if (bytes.length > ROOM) {
            makeRoom(ROOM);
            digest.update(bytes);
        } else {
            makeRoom(bytes.length);
            gathered.put(bytes);
        }
        return this;
    }

    private void makeRoom(int more) {
        if (gathered.remaining() < more) {
            digest.update(gathered.flip());
            gathered.clear();
        }
    }

    public Fingerprint add(Object field) {
        return add(String.valueOf(field));
    }

    /// 64 hex digits; this fingerprint starts anew.
    public String hex() {
        makeRoom(ROOM);
        return HexFormat.of().formatHex(digest.digest());
    }
}
