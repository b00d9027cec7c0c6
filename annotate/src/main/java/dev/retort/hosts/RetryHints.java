package dev.retort.hosts;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What response headers say about when to come back and how much is left. Headers that make no sense count as absent.
final class RetryHints {
    private static final Pattern PLAIN = Pattern.compile("\\d{1,12}(?:\\.\\d{1,9})?");
    private static final Pattern GO_DURATION = Pattern.compile("(?:\\d{1,13}(?:\\.\\d{1,9})?(?:ns|us|µs|ms|s|m|h))+");
    private static final Pattern GO_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");

    private RetryHints() {}

    /// `retry-after-ms`, else `retry-after` in seconds or as an HTTP date.
    ///
    /// @param now measures a date where the response has none of its own
    static Optional<Duration> retryAfter(HttpHeaders headers, Instant now) {
        Optional<Duration> millis = headers.firstValue("retry-after-ms").flatMap(text -> plain(text, 1e6));
        if (millis.isPresent()) {
            return millis;
        }
        return headers.firstValue("retry-after").flatMap(text -> plain(text, 1e9).or(() -> goDuration(text))
                .or(() -> date(text).map(then -> notNegative(Duration.between(sent(headers, now), then)))));
    }

    /// What the host itself says about trying again, if anything.
    static Optional<Boolean> shouldRetry(HttpHeaders headers) {
        return headers.firstValue("x-should-retry").map(text -> text.strip().toLowerCase(Locale.ROOT))
                .filter(text -> text.equals("true") || text.equals("false")).map(Boolean::valueOf);
    }

    /// How much is left, by the first of these that the host sends for a unit: `x-ratelimit-*-requests` and
    /// `-tokens`, the same as Anthropic names them, and for requests `RateLimit` with `RateLimit-Policy` (the IETF's
    /// draft, in its forms), or three headers `ratelimit-*` or `x-ratelimit-*`.
    ///
    /// @param now measures instants
    static Limits limits(HttpHeaders headers, Instant now) {
        if (headers.map().keySet().stream().noneMatch(RetryHints::isAboutLimits)) {
            return Limits.UNKNOWN;
        }
        return new Limits(requests(headers, now), suffixed(headers, "tokens", now));
    }

    /// Every name that is looked for below holds this word; most responses have none of them.
    private static boolean isAboutLimits(String name) {
        return name.toLowerCase(Locale.ROOT).contains("ratelimit");
    }

    private static Limits.Window requests(HttpHeaders headers, Instant now) {
        Limits.Window named = suffixed(headers, "requests", now);
        if (named.isTold()) {
            return named;
        }
        Limits.Window drafted = RateLimitFields.window(headers);
        if (drafted.isTold()) {
            return drafted;
        }
        Limits.Window three = window(headers, "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", now);
        return three.isTold()
                ? three
                : window(headers, "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", now);
    }

    private static Limits.Window suffixed(HttpHeaders headers, String unit, Instant now) {
        Limits.Window usual = window(headers, "x-ratelimit-limit-" + unit, "x-ratelimit-remaining-" + unit,
                "x-ratelimit-reset-" + unit, now);
        String anthropic = "anthropic-ratelimit-" + unit;
        return usual.isTold()
                ? usual
                : window(headers, anthropic + "-limit", anthropic + "-remaining", anthropic + "-reset", now);
    }

    private static Limits.Window window(HttpHeaders headers, String limit, String remaining, String reset,
            Instant now) {
        return new Limits.Window(count(headers, limit), count(headers, remaining),
                headers.firstValue(reset).flatMap(text -> reset(text, now)));
    }

    /// A duration, or the instant at which it ends: ISO-8601, or seconds or milliseconds since 1970.
    private static Optional<Duration> reset(String text, Instant now) {
        try {
            return Optional.of(notNegative(Duration.between(now, Instant.parse(text.strip()))));
        } catch (DateTimeException notAnInstant) {
            String number = text.strip();
            boolean millis = number.matches("\\d{13}");
            return duration(millis ? number + "ms" : number).map(duration -> sinceEpoch(duration, now));
        }
    }

    private static Duration sinceEpoch(Duration duration, Instant now) {
        return duration.toSeconds() < 1_000_000_000L
                ? duration
                : notNegative(Duration.between(now, Instant.EPOCH.plus(duration)));
    }

    static OptionalLong count(HttpHeaders headers, String name) {
        return headers.firstValue(name).map(String::strip).filter(text -> text.matches("\\d{1,15}"))
                .map(text -> OptionalLong.of(Long.parseLong(text))).orElseGet(OptionalLong::empty);
    }

    /// A Go duration such as `6m0s`, `1.5s` or `12ms`, or plain seconds.
    static Optional<Duration> duration(String text) {
        return plain(text, 1e9).or(() -> goDuration(text));
    }

    private static Optional<Duration> plain(String text, double nanosPerUnit) {
        String number = text.strip();
        return PLAIN.matcher(number).matches()
                ? Optional.of(Duration.ofNanos((long) Math.min(9e18, Double.parseDouble(number) * nanosPerUnit)))
                : Optional.empty();
    }

    private static Optional<Duration> goDuration(String text) {
        String whole = text.strip();
        if (!GO_DURATION.matcher(whole).matches()) {
            return Optional.empty();
        }
        double nanos = 0;
        Matcher parts = GO_PART.matcher(whole);
        while (parts.find()) {
            nanos += Double.parseDouble(parts.group(1)) * switch (parts.group(2)) {
                case "ns" -> 1;
                case "us", "µs" -> 1e3;
                case "ms" -> 1e6;
                case "s" -> 1e9;
                case "m" -> 60e9;
                default -> 3600e9;
            };
        }
        return Optional.of(Duration.ofNanos((long) Math.min(9e18, nanos)));
    }

    private static Instant sent(HttpHeaders headers, Instant now) {
        return headers.firstValue("date").flatMap(RetryHints::date).orElse(now);
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
