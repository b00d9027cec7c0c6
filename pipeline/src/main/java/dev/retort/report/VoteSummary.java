package dev.retort.report;

import dev.retort.votes.ReadStep;
import dev.retort.votes.TieRule;
import dev.retort.votes.Vote;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/// How one teacher's answers became labels.
///
/// @param teacher the name of its contender
/// @param texts texts it was asked about
/// @param asked all votes
/// @param readBy votes with a value, by the step that read them
/// @param unreadable votes without one, by cause
/// @param refused votes in which the model declined
/// @param missing votes without any answer, because the host refused or the request gave up
/// @param unanimous texts whose readable votes all agree
/// @param ties texts on which several values had the most votes
/// @param tieRule how ties were settled
/// @param unlabelled texts left without a label
/// @param fleissKappa agreement between the votes; empty if not defined, as with a single vote
/// @param krippendorffAlpha agreement between the votes, missing ones allowed; empty if not defined
public record VoteSummary(String teacher, int texts, int asked, Map<ReadStep, Integer> readBy,
        Map<Vote.Cause, Integer> unreadable, int refused, int missing, int unanimous, int ties, TieRule tieRule,
        int unlabelled, OptionalDouble fleissKappa, OptionalDouble krippendorffAlpha) {
    public VoteSummary {
        Rules.text("the teacher of a vote summary", teacher);
        Rules.count("texts asked", texts);
        Rules.count("votes asked", asked);
        readBy = Collections.unmodifiableMap(copy(ReadStep.class, readBy));
        unreadable = Collections.unmodifiableMap(copy(Vote.Cause.class, unreadable));
        Rules.count("votes refused", refused);
        Rules.count("votes missing", missing);
        Rules.count("unanimous texts", unanimous);
        Rules.count("ties", ties);
        Rules.count("texts without a label", unlabelled);
    }

    private static <K extends Enum<K>> Map<K, Integer> copy(Class<K> type, Map<K, Integer> counts) {
        var copy = new EnumMap<K, Integer>(type);
        copy.putAll(counts);
        copy.forEach((key, count) -> Rules.count("votes " + key, count));
        return copy;
    }

    /// Votes of one step, 0 if none.
    public int readBy(ReadStep step) {
        return readBy.getOrDefault(step, 0);
    }

    /// Unreadable votes of one cause, 0 if none.
    public int unreadable(Vote.Cause cause) {
        return unreadable.getOrDefault(cause, 0);
    }
}
