package dev.retort.benchmarks.host;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/// Decides what becomes of a request, and writes the response. An answer names the request and its arrival, so that
/// what a client keeps can be matched with what the host counted:
/// `{"reason": "request 00c0ffee00c0ffee, arrival 17", "label": "positive"}`. Used by one thread.
final class Model {
    private static final int HUGE = 1 << 20;
    private static final String[] LABELS = {"positive", "negative"};

    private final HostOptions options;
    private final Reckoning reckoning;
    private final Optional<SlidingMinute> requests;
    private final Optional<SlidingMinute> tokens;

    /// @param bytes to send
    /// @param reset whether the connection is reset after them
    /// @param charge of an answer that the client can read
    record Response(ByteBuffer bytes, boolean reset, Duration after, Optional<Reckoning.Charge> charge) {}

    Model(HostOptions options, Reckoning reckoning) {
        this.options = options;
        this.reckoning = reckoning;
        this.requests = limit(options.requestsPerMinute());
        this.tokens = limit(options.tokensPerMinute());
    }

    private static Optional<SlidingMinute> limit(OptionalLong perMinute) {
        return perMinute.isPresent() ? Optional.of(new SlidingMinute(perMinute.getAsLong())) : Optional.empty();
    }

    /// What to send, and when; nothing where the host never answers.
    Optional<Response> respond(Asked asked, long now) {
        Reckoning.Arrival arrival = reckoning.arrived(asked, now);
        var random = new SplittableRandom(options.seed() * 31 + asked.name() + arrival.before() * 0x9e3779b97f4a7c15L);
        long completion = 16L + random.nextInt(16);
        long sum = asked.promptTokens() + completion;
        Deed deed = admits(sum, now) ? options.shares().draw(random) : Deed.OVER_LIMIT;
        if (deed != Deed.OVER_LIMIT) {
            requests.ifPresent(minute -> minute.take(1, now));
            tokens.ifPresent(minute -> minute.take(sum, now));
        }
        reckoning.decided(deed, asked, sum, now);
        var charge = new Reckoning.Charge(arrival.number(), asked.promptTokens(), completion);
        return switch (deed) {
            case HANGING -> Optional.empty();
            case OVER_LIMIT -> Optional.of(refusal(429, "Rate limit reached", options.tellsPause()
                    ? "Retry-After: " + Math.max(1, (long) Math.ceil(pause(sum, now).toMillis() / 1e3)) + "\r\n"
                    : "", now));
            case LIMITED -> Optional.of(refusal(429, "Rate limit reached", "", now));
            case LIMITED_WITH_PAUSE -> Optional.of(refusal(429, "Rate limit reached", "Retry-After: 1\r\n", now));
            case FAILED -> Optional.of(refusal(500, "The server had an error", "", now));
            case ANSWERED, HUGE, CUT, RESET -> Optional.of(answer(deed, asked, charge, now));
        };
    }

    private boolean admits(long sum, long now) {
        return requests.map(minute -> minute.admits(1, now)).orElse(true)
                && tokens.map(minute -> minute.admits(sum, now)).orElse(true);
    }

    private Duration pause(long sum, long now) {
        Optional<SlidingMinute> full = requests.filter(minute -> !minute.admits(1, now))
                .or(() -> tokens.filter(minute -> !minute.admits(sum, now)));
        return full.map(minute -> minute.reset(now)).orElse(Duration.ofSeconds(1));
    }

    private Response answer(Deed deed, Asked asked, Reckoning.Charge charge, long now) {
        String label = LABELS[(int) (asked.name() & 1)];
        String filler = deed == Deed.HUGE ? " " + "filler ".repeat(HUGE / 7) : "";
        String body = """
                {"id":"chatcmpl-%d","object":"chat.completion","created":0,"model":"mock","choices":[{"index":0,\
                "message":{"role":"assistant","content":"{\\"reason\\": \\"request %s, arrival %d%s\\", \\"label\\": \\"%s\\"}"},\
                "finish_reason":"stop"}],"usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d}}"""
                .formatted(charge.arrival(), Asked.hex(asked.name()), charge.arrival(), filler, label, charge.prompt(),
                        charge.completion(), charge.prompt() + charge.completion());
        if (deed == Deed.CUT) {
            body = body.substring(0, body.length() / 2);
        }
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + told(now) + "Content-Length: "
                + body.length() + "\r\n\r\n";
        ByteBuffer bytes = bytes(head + body);
        if (deed == Deed.RESET) {
            bytes.limit(head.length() + body.length() / 2);
        }
        return new Response(bytes, deed == Deed.RESET, options.latency(),
                deed.whole() ? Optional.of(charge) : Optional.empty());
    }

    private Response refusal(int status, String message, String headers, long now) {
        String body = "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"param\":null,\"code\":null}}".formatted(message,
                status == 429 ? "requests" : "server_error");
        return new Response(bytes("HTTP/1.1 %d -\r\nContent-Type: application/json\r\n%s%sContent-Length: %d\r\n\r\n%s"
                .formatted(status, headers, told(now), body.length(), body)), false, Duration.ZERO, Optional.empty());
    }

    private String told(long now) {
        if (!options.tellsLimits()) {
            return "";
        }
        return told("requests", requests, now) + told("tokens", tokens, now);
    }

    private static String told(String unit, Optional<SlidingMinute> minute, long now) {
        return minute.map(
                limit -> "x-ratelimit-limit-%s: %d\r\nx-ratelimit-remaining-%s: %d\r\nx-ratelimit-reset-%s: %dms\r\n"
                        .formatted(unit, limit.limit(), unit, limit.left(now), unit, limit.reset(now).toMillis()))
                .orElse("");
    }

    static ByteBuffer bytes(String ascii) {
        return ByteBuffer.wrap(ascii.getBytes(StandardCharsets.ISO_8859_1));
    }
}
