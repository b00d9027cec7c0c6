package dev.retort.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryHintsTest {
    private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");

    private static HttpHeaders headers(Map<String, String> headers) {
        return HttpHeaders.of(headers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue()))),
                (name, value) -> true);
    }

    @ParameterizedTest
    @CsvSource({"20, PT20S", "1.5, PT1.5S", "0, PT0S", "'Mon, 05 Jan 2026 10:00:30 GMT', PT30S",
            "'Mon, 05 Jan 2026 09:00:00 GMT', PT0S", "1m30s, PT1M30S"})
    void retryAfter(String value, Duration expected) {
        assertThat(RetryHints.retryAfter(headers(Map.of("Retry-After", value)), NOW)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"soon", "-1", "''", "1e9", "99999999999999999999"})
    void nonsenseCountsAsAbsent(String value) {
        assertThat(RetryHints.retryAfter(headers(Map.of("Retry-After", value)), NOW)).isEmpty();
    }

    @Test
    void millisecondsWinOverSeconds() {
        assertThat(RetryHints.retryAfter(headers(Map.of("retry-after", "2", "retry-after-ms", "1500")), NOW))
                .contains(Duration.ofMillis(1500));
    }

    @Test
    void aDateCountsFromTheHostsOwnClock() {
        var headers = headers(
                Map.of("retry-after", "Mon, 05 Jan 2026 12:00:30 GMT", "date", "Mon, 05 Jan 2026 12:00:00 GMT"));

        assertThat(RetryHints.retryAfter(headers, NOW)).contains(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource({"12ms, PT0.012S", "1s, PT1S", "6m0s, PT6M", "1h2m3.5s, PT1H2M3.5S", "7, PT7S", "250µs, PT0.00025S"})
    void goDurations(String value, Duration expected) {
        assertThat(RetryHints.duration(value)).contains(expected);
    }

    @Test
    void limits() {
        var limits = RetryHints.limits(headers(Map.of("x-ratelimit-limit-requests", "600",
                "x-ratelimit-remaining-requests", "599", "x-ratelimit-reset-requests", "100ms",
                "x-ratelimit-remaining-tokens", "many")), NOW);

        assertThat(limits.requests()).isEqualTo(new Limits.Window(OptionalLong.of(600), OptionalLong.of(599),
                Optional.of(Duration.ofMillis(100))));
        assertThat(limits.tokens()).isEqualTo(Limits.Window.UNKNOWN);
    }

    @Test
    void shouldRetry() {
        assertThat(RetryHints.shouldRetry(headers(Map.of("X-Should-Retry", "False")))).contains(false);
        assertThat(RetryHints.shouldRetry(headers(Map.of("x-should-retry", "maybe")))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"default\";r=50;t=30 | \"default\";q=100;w=60",
            "limit=100, remaining=50, reset=30 | 100;w=60", "limit=100, remaining=50, reset=30 | 100;w=60, 5000;w=3600",
            "\"a\";r=50;t=30, \"b\";r=1;t=2 | \"a\";q=100;w=60, \"b\";q=9;w=3600"})
    void rateLimitOfTheDraft(String state, String policy) {
        var limits = RetryHints.limits(headers(Map.of("RateLimit", state, "RateLimit-Policy", policy)), NOW);

        assertThat(limits.requests()).isEqualTo(new Limits.Window(OptionalLong.of(100), OptionalLong.of(50),
                Optional.of(Duration.ofSeconds(30)), Optional.of(Duration.ofMinutes(1))));
    }

    @ParameterizedTest
    @CsvSource({"ratelimit, 30", "x-ratelimit, 30", "x-ratelimit, 1767607230", "x-ratelimit, 1767607230000"})
    void threeHeadersForRequests(String prefix, String reset) {
        var limits = RetryHints.limits(
                headers(Map.of(prefix + "-limit", "100", prefix + "-remaining", "50", prefix + "-reset", reset)), NOW);

        assertThat(limits.requests()).isEqualTo(new Limits.Window(OptionalLong.of(100), OptionalLong.of(50),
                Optional.of(Duration.ofSeconds(30))));
    }

    @Test
    void anthropicsHeadersResetAtAnInstant() {
        var limits = RetryHints.limits(headers(Map.of("anthropic-ratelimit-tokens-limit", "80000",
                "anthropic-ratelimit-tokens-remaining", "79000", "anthropic-ratelimit-tokens-reset",
                "2026-01-05T10:00:01Z")), NOW);

        assertThat(limits.tokens()).isEqualTo(new Limits.Window(OptionalLong.of(80_000), OptionalLong.of(79_000),
                Optional.of(Duration.ofSeconds(1))));
    }

    @ParameterizedTest
    @CsvSource({"limit=, remaining=x", "r", "''", "\"default\"", "limit=1.5"})
    void fieldsThatMakeNoSenseCountAsAbsent(String state) {
        assertThat(RetryHints.limits(headers(Map.of("RateLimit", state)), NOW).requests())
                .isEqualTo(Limits.Window.UNKNOWN);
    }
}
