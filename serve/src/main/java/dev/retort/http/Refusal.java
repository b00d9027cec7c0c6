package dev.retort.http;

/// Why a request is answered before, or instead of, its handling.
public enum Refusal {
    /// Not HTTP.
    MALFORMED(400),
    /// The head did not come whole within its time, or the body within its.
    TOO_SLOW(408),
    /// The body is longer than allowed.
    BODY_TOO_LARGE(413),
    /// The first line is longer than allowed.
    LINE_TOO_LONG(414),
    /// `Expect` names something else than `100-continue`.
    EXPECTATION(417),
    /// Bodies under way fill the memory set aside for them.
    BODIES_FULL(429),
    /// The headers are longer than allowed.
    HEAD_TOO_LARGE(431),
    /// Handling failed: a bug.
    FAILED(500),
    /// As many connections as allowed are open.
    TOO_MANY_CONNECTIONS(503);

    private final int status;

    Refusal(int status) {
        this.status = status;
    }

    /// The status code of the answer.
    public int status() {
        return status;
    }
}
