package dev.retort.store;

import dev.retort.teacher.AnswerKey;
import java.time.Instant;
import java.util.Locale;

/// Why a key has no answer. A later answer for the key clears it.
///
/// @param message one line, as the host or the network said it
/// @param attempts sends that were made, from 0
public record TroubleRecord(AnswerKey key, String exampleId, String teacher, Kind kind, String message, int attempts,
        Instant at) {

    /// What became of the request.
    public enum Kind {
        /// The host refused it for good; asking again unchanged is useless.
        REJECTED,
        /// All attempts failed; the next run tries again.
        GAVE_UP;

        /// The kind's name in the store: `rejected`, `gave-up`.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
