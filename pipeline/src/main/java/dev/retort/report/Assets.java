package dev.retort.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The style sheet and the script that the page carries, and the policy that lets a browser run these two and nothing
/// else: no other script, no request to anywhere.
final class Assets {
    static final String STYLE = load("report.css");
    static final String SCRIPT = load("report.js");
    static final String POLICY = "default-src 'none'; img-src data:; style-src 'sha256-" + digest(STYLE)
            + "'; script-src 'sha256-" + digest(SCRIPT) + "'; base-uri 'none'; form-action 'none'";

    private Assets() {}

    /// Wrapped so that the page is well-formed XML too.
    private static String load(String name) {
        try (var in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the report's " + name + " is missing from its jar");
            }
            return "/*<![CDATA[*/\n" + new String(in.readAllBytes(), StandardCharsets.UTF_8) + "/*]]>*/";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String digest(String content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
