package dev.retort.hosts;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The fields `RateLimit` and `RateLimit-Policy` of the IETF's draft, in the forms it has had:
///
/// ```
/// RateLimit: "default";r=50;t=30            RateLimit-Policy: "default";q=100;w=60
/// RateLimit: limit=100, remaining=50, reset=30    RateLimit-Policy: 100;w=60
/// ```
///
/// Of several policies the first counts.
final class RateLimitFields {
    private static final Pattern PARAMETER = Pattern.compile("(?:^|[;,\\s])([a-z]+)=(\\d{1,15})(?![\\d.])");
    private static final Pattern BARE_LIMIT = Pattern.compile("^\\s*(\\d{1,15})\\s*;");

    private RateLimitFields() {}

    static Limits.Window window(HttpHeaders headers) {
        String state = first(headers, "ratelimit");
        String policy = first(headers, "ratelimit-policy");
        OptionalLong limit = or(number(state, "limit"), or(number(policy, "q"), bare(policy)));
        OptionalLong remaining = or(number(state, "remaining"), number(state, "r"));
        return new Limits.Window(limit, remaining, seconds(or(number(state, "reset"), number(state, "t"))),
                seconds(number(policy, "w")));
    }

    /// The first item of a list, unless its items are the parameters.
    private static String first(HttpHeaders headers, String name) {
        String value = headers.firstValue(name).orElse("");
        int comma = value.indexOf(',');
        return comma < 0 || value.indexOf(';') < 0 || value.indexOf(';') > comma ? value : value.substring(0, comma);
    }

    private static OptionalLong number(String field, String parameter) {
        Matcher matcher = PARAMETER.matcher(field);
        while (matcher.find()) {
            if (matcher.group(1).equals(parameter)) {
                return OptionalLong.of(Long.parseLong(matcher.group(2)));
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong bare(String policy) {
        Matcher matcher = BARE_LIMIT.matcher(policy);
        return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    private static OptionalLong or(OptionalLong one, OptionalLong other) {
        return one.isPresent() ? one : other;
    }

    private static Optional<Duration> seconds(OptionalLong seconds) {
        return seconds.isPresent() && seconds.getAsLong() < 1_000_000_000L
                ? Optional.of(Duration.ofSeconds(seconds.getAsLong()))
                : Optional.empty();
    }
}
