package dev.retort.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The hash by which the hub names a file's content: SHA-256 for large files, else git's, the SHA-1 of `blob`, a space,
/// the size in decimal, a zero byte and the content.
final class BlobHash {
    private static final int SHA_256_DIGITS = 64;
    private static final int PIECE = 1 << 20;

    private BlobHash() {}

    /// @param like a hash of the kind wanted
    static String of(Path file, String like) throws IOException {
        MessageDigest digest = digest(like.length() == SHA_256_DIGITS ? "SHA-256" : "SHA-1");
        if (like.length() != SHA_256_DIGITS) {
            digest.update("blob %d\0".formatted(Files.size(file)).getBytes(StandardCharsets.US_ASCII));
        }
        byte[] piece = new byte[PIECE];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                digest.update(piece, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has " + algorithm, impossible);
        }
    }
}
