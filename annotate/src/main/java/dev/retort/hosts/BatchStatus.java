package dev.retort.hosts;

import java.util.Optional;

/// How far a host is with a batch.
///
/// @param id the host's name for it
/// @param word the host's word for its state
/// @param completed requests answered
/// @param failed requests that ended in an error
/// @param total requests, 0 before they are counted
/// @param outputFile with the answers
/// @param errorFile with what became of the others
/// @param reason why it failed as a whole, in one line; empty if it did not
public record BatchStatus(String id, String word, State state, long completed, long failed, long total,
        Optional<String> outputFile, Optional<String> errorFile, String reason) {

    public enum State {
        /// The host works on it, or has yet to.
        RUNNING,
        /// It was not taken: nothing of it was done.
        FAILED,
        /// All that could be answered is.
        COMPLETED,
        /// Ended before its end, by time or by somebody: what was answered till then counts.
        CUT_SHORT
    }

    static State state(String word) {
        return switch (word) {
            case "failed" -> State.FAILED;
            case "completed" -> State.COMPLETED;
            case "expired", "cancelled" -> State.CUT_SHORT;
            default -> State.RUNNING;
        };
    }
}
