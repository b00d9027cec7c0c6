package dev.retort.hosts;

import java.net.URI;
import java.util.Locale;

/// Rules for the addresses that requests and keys may be sent to.
public final class BaseUrl {
    private BaseUrl() {}

    /// @return the same address
    /// @throws IllegalArgumentException if it is not a whole `http` or `https` address, or has a user or a fragment in it
    public static URI require(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "base-url must not hold a user or password; name the key's environment variable instead");
        }
        if (!(scheme.equals("https") || scheme.equals("http")) || url.getHost() == null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "base-url must be a whole http or https address such as https://api.example.com/v1, got '%s'"
                            .formatted(url));
        }
        return url;
    }

    /// The address with `path` after its own path and before its query.
    static URI append(URI base, String path) {
        String text = base.toString();
        int query = text.indexOf('?');
        String before = query < 0 ? text : text.substring(0, query);
        String after = query < 0 ? "" : text.substring(query);
        return URI.create(before.replaceAll("/+$", "") + path + after);
    }
}
