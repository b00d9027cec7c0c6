package dev.retort.hosts;

import java.util.Locale;

/// Why a send brought no answer.
///
/// @param message one line for people
public record Trouble(Kind kind, String message) {

    public enum Kind {
        /// 429: too many requests or tokens.
        RATE_LIMITED,
        /// 503, or a host's own word for having too much to do.
        OVERLOADED,
        /// The host is still loading the model.
        LOADING,
        /// 500 and the rest of its hundred.
        SERVER_ERROR,
        /// 408 and 409.
        CONFLICT,
        /// No whole response in time.
        TIMED_OUT,
        /// No connection.
        UNREACHABLE,
        /// The connection broke before the response was whole.
        BROKEN_OFF,
        /// A response that is not in the host's format.
        MALFORMED,
        /// A response longer than we take.
        TOO_LARGE,
        /// The model refuses a parameter; it is left out from now on.
        PARAMETER_DROPPED,
        /// The host refuses this request: too long, filtered, not valid.
        REJECTED,
        /// The recording has no such answer.
        NOT_RECORDED;

        /// The kind's name in tables and in the store: `rate-limited`.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
