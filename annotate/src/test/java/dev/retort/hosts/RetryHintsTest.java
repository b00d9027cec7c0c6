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
                "x-ratelimit-remaining-tokens", "many")));

        assertThat(limits.requests()).isEqualTo(new Limits.Window(OptionalLong.of(600), OptionalLong.of(599),
                Optional.of(Duration.ofMillis(100))));
        assertThat(limits.tokens()).isEqualTo(Limits.Window.UNKNOWN);
    }

    @Test
    void shouldRetry() {
        assertThat(RetryHints.shouldRetry(headers(Map.of("X-Should-Retry", "False")))).contains(false);
        assertThat(RetryHints.shouldRetry(headers(Map.of("x-should-retry", "maybe")))).isEmpty();
    }
}
