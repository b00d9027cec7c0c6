package dev.retort.hosts;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/// Rules for the addresses that requests and keys may be sent to.
public final class BaseUrl {
    private static final Pattern KEY = Pattern.compile("(?:^|[&_-])(?:key|token|apikey|secret|password)=",
            Pattern.CASE_INSENSITIVE);

    private BaseUrl() {}

    /// @return the same address
    /// @throws IllegalArgumentException if it is not a whole `http` or `https` address, or holds a secret; the message
    ///         does not repeat what may be one
    public static URI require(URI url) {
        if (url.getRawUserInfo() != null || holdsKey(url)) {
            throw new IllegalArgumentException(
                    "base-url must not hold a user, password or key; name the key's environment variable instead");
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("https") || scheme.equals("http")) || url.getHost() == null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "base-url must be a whole http or https address such as https://api.example.com/v1, got '%s'"
                            .formatted(url));
        }
        return url;
    }

    private static boolean holdsKey(URI url) {
        return url.getQuery() != null && KEY.matcher(url.getQuery()).find();
    }

    /// An address without its query, which may hold what only the host should know.
    public static String withoutQuery(String address) {
        return address.replaceFirst("[?#].*", "");
    }

    /// The address with `path` after its own path and before its query.
    static URI append(URI base, String path) {
        String before = withoutQuery(base.toString());
        String query = base.toString().substring(before.length());
        return URI.create(before.replaceAll("/+$", "") + path + query);
    }
}
