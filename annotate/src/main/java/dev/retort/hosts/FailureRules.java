package dev.retort.hosts;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a response that is no answer means: come back later, never this request, or never this teacher.
///
/// | status | meaning |
/// |---|---|
/// | 401, 403 | the key is wrong: stop |
/// | 402, and 429 for want of money | stop |
/// | 404, 405, 410 | no such model or address: stop |
/// | 3xx | another address: stop, because a key is never sent on |
/// | 408, 409, 429, 5xx | try again, unless the host says `x-should-retry: false` |
/// | other 4xx | this request is refused, unless the host says `x-should-retry: true` |
///
/// @param host how to call the host in messages
/// @param model the model asked
/// @param keyPlace the variable or file that holds the key
record FailureRules(String host, String model, Optional<String> keyPlace) {

    HostReply read(int status, HttpHeaders headers, ErrorBody error, Instant now) {
        if (status >= 300 && status < 400) {
            String there = headers.firstValue("location").map(BaseUrl::withoutQuery)
                    .map(" to "::concat).orElse("");
            return stop("redirects (%d)%s; write the final address as base-url".formatted(status, there), error);
        }
        if (status == 401 || status == 403 || error.isKeyRefused()) {
            return stop(keyPlace.map(place -> "refuses the key in %s (%d)".formatted(place, status))
                    .orElse("asks for a key (%d); name the variable that holds it".formatted(status)), error);
        }
        if (status == 402 || error.isExhausted()) {
            return stop("has no credit left for this account (%d)".formatted(status), error);
        }
        if (status == 404 || error.isUnknownModel()) {
            return new HostReply.Stopped(
                    said("knows no model '%s' at this address (%d)".formatted(model, status), error)
                            + "; check model and base-url");
        }
        if (status == 405 || status == 410) {
            return stop("takes no requests at this address (%d); check base-url".formatted(status), error);
        }
        return soft(status, headers, error, now);
    }

    private HostReply soft(int status, HttpHeaders headers, ErrorBody error, Instant now) {
        Trouble.Kind kind = kind(status, error);
        var trouble = new Trouble(kind, said("answers %d".formatted(status), error));
        boolean retry = RetryHints.shouldRetry(headers).orElse(kind != Trouble.Kind.REJECTED);
        if (!retry) {
            return new HostReply.Rejected(trouble);
        }
        Optional<Duration> pause = RetryHints.retryAfter(headers, now).or(error::loading).or(error::pause);
        return new HostReply.TryAgain(trouble, pause, RetryHints.limits(headers, now));
    }

    private static Trouble.Kind kind(int status, ErrorBody error) {
        if (error.loading().isPresent()) {
            return Trouble.Kind.LOADING;
        }
        return switch (status) {
            case 408, 409 -> Trouble.Kind.CONFLICT;
            case 429 -> Trouble.Kind.RATE_LIMITED;
            case 503, 529 -> Trouble.Kind.OVERLOADED;
            default -> {
                // TGI's 424: the model failed on a request that is valid.
                boolean later = status >= 500 || status == 424 || status == 425;
                yield later ? Trouble.Kind.SERVER_ERROR : Trouble.Kind.REJECTED;
            }
        };
    }

    private HostReply stop(String what, ErrorBody error) {
        return new HostReply.Stopped(said(what, error));
    }

    private String said(String what, ErrorBody error) {
        return host + " " + what + (error.message().isEmpty() ? "" : ": " + error.message());
    }
}
