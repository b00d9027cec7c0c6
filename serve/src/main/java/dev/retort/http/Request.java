package dev.retort.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A whole request.
public final class Request {
    private final String method;
    private final String path;
    private final HttpHeaders headers;
    private final byte[] body;
    private final String remote;

    Request(HttpRequest head, byte[] body, String remote) {
        this.remote = remote;
        this.method = head.method().name();
        this.path = withoutQuery(head.uri());
        this.headers = head.headers();
        this.body = body;
    }

    private static String withoutQuery(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    /// `GET`, `POST` and so on.
    public String method() {
        return method;
    }

    /// As it was sent, without the query.
    public String path() {
        return path;
    }

    /// The first header of this name, whose case does not matter.
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /// All headers of this name.
    public List<String> headers(String name) {
        return headers.getAll(name);
    }

    /// The media type of the body in lower case and without parameters, if one was sent.
    public Optional<String> mediaType() {
        return header("content-type").map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
    }

    /// Address of the client, or of the proxy before it.
    public String remote() {
        return remote;
    }

    /// The body itself, not a copy; empty if there is none.
    public byte[] body() {
        return body;
    }
}
