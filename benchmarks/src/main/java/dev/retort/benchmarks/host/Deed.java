package dev.retort.benchmarks.host;

/// What the host does with a request.
enum Deed {
    /// An answer, whole.
    ANSWERED,
    /// An answer of 1 MB, whole.
    HUGE,
    /// 429 because a limit is used up.
    OVER_LIMIT,
    /// 429 by chance, without a word on when to come back.
    LIMITED,
    /// 429 by chance, with `Retry-After: 1`.
    LIMITED_WITH_PAUSE,
    /// 500.
    FAILED,
    /// Half a body, then a reset.
    RESET,
    /// Nothing.
    HANGING,
    /// An answer whose JSON ends half-way.
    CUT;

    /// Whether the work was done and is charged, whatever the client gets of it.
    boolean charged() {
        return switch (this) {
            case ANSWERED, HUGE, CUT, RESET -> true;
            case OVER_LIMIT, LIMITED, LIMITED_WITH_PAUSE, FAILED, HANGING -> false;
        };
    }

    /// Whether the client can read the answer.
    boolean whole() {
        return this == ANSWERED || this == HUGE;
    }
}
