package dev.retort.serve;

import dev.retort.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Files that are sent as they are.
final class Pages {
    private static final byte[] OPENAPI = read("openapi.json");
    private static final byte[] DOCS = read("docs.html");
    private static final byte[] DRIFT = read("drift.html");
    /// Nothing but what the page itself holds, and requests to where it came from.
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private Pages() {}

    static Response openApi() {
        return Response.of(200, Json.TYPE, OPENAPI);
    }

    static Response docs() {
        return page(DOCS);
    }

    static Response drift() {
        return page(DRIFT);
    }

    private static Response page(byte[] html) {
        return Response.of(200, "text/html; charset=utf-8", html).with("content-security-policy", POLICY)
                .with("x-content-type-options", "nosniff");
    }

    private static byte[] read(String name) {
        try (InputStream in = Pages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the distribution lacks " + name);
            }
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
