package dev.retort.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/// Keys that requests must bear, kept as SHA-256 hashes. A key is compared with all of them, each in a time that does not
/// depend on where they differ.
public final class ApiKeys {
    /// Everyone may ask.
    public static final ApiKeys NONE = new ApiKeys(List.of());

    private static final int SHORTEST = 16;
    private static final String BEARER = "bearer ";

    private final List<byte[]> hashes;

    private ApiKeys(List<byte[]> hashes) {
        this.hashes = hashes;
    }

    /// One key a line; empty lines and those that begin with `#` are passed over.
    ///
    /// @throws IllegalArgumentException if there is no key, or a line that is none; says which line, never the key
    public static ApiKeys read(Path file) throws IOException {
        return of(Files.readAllLines(file), file.toString());
    }

    /// @param keys separated by commas or white space
    /// @param shown what people call their place
    public static ApiKeys of(String keys, String shown) {
        return of(List.of(keys.strip().split("[,\\s]+")), shown);
    }

    private static ApiKeys of(List<String> lines, String shown) {
        List<byte[]> hashes = new ArrayList<>();
        for (int line = 0; line < lines.size(); line++) {
            String key = lines.get(line).strip();
            if (key.isEmpty() || key.startsWith("#")) {
                continue;
            }
            if (key.length() < SHORTEST || !key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new IllegalArgumentException(
                        "%s: key %d must be at least %d printable ASCII characters without spaces; make one with 'openssl rand -hex 32'"
                                .formatted(shown, line + 1, SHORTEST));
            }
            hashes.add(hash(key));
        }
        if (hashes.isEmpty()) {
            throw new IllegalArgumentException("%s: no key in it; write one key a line".formatted(shown));
        }
        return new ApiKeys(hashes);
    }

    /// Whether requests need no key.
    public boolean isEmpty() {
        return hashes.isEmpty();
    }

    /// @param authorization the header of this name
    boolean allow(String authorization) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return false;
        }
        byte[] given = hash(authorization.substring(BEARER.length()).strip());
        boolean known = false;
        for (byte[] hash : hashes) {
            known |= MessageDigest.isEqual(hash, given);
        }
        return known;
    }

    private static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
