package dev.retort.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// An answer: status, headers, body.
public final class Response {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private Response(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /// @param type of the body, with its charset where it has one
    public static Response of(int status, String type, byte[] body) {
        return new Response(status, Map.of("content-type", type), body);
    }

    /// Text is sent as UTF-8.
    public static Response of(int status, String type, String text) {
        return of(status, type, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Without a body.
    public static Response empty(int status) {
        return new Response(status, Map.of(), new byte[0]);
    }

    /// The same with one header more.
    public Response with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Response(status, more, body);
    }

    public int status() {
        return status;
    }

    public Map<String, String> headers() {
        return headers;
    }

    /// The body itself, not a copy.
    public byte[] body() {
        return body;
    }
}
