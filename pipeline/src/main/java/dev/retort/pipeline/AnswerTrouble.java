package dev.retort.pipeline;

import dev.retort.store.TroubleRecord;
import dev.retort.votes.Vote;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What can be wrong with a vote that was asked for.
public enum AnswerTrouble {
    /// There is an answer, but no label can be read from it.
    UNREADABLE,
    /// The model declined.
    REFUSED,
    /// The host refused the request for good.
    REJECTED,
    /// All attempts failed.
    GAVE_UP,
    /// The answer ends where its tokens ran out; it may still be readable.
    TRUNCATED;

    /// The kind's word on the command line: `gave-up`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<AnswerTrouble> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(AnswerTrouble::word).toList();
    }

    boolean isOf(AskedVote vote) {
        return switch (vote) {
            case AskedVote.Answered(var _, var _, var answer, var read) -> switch (this) {
                case UNREADABLE -> read instanceof Vote.Unreadable;
                case REFUSED -> read instanceof Vote.Refused;
                case TRUNCATED -> answer.isCutOff();
                case REJECTED, GAVE_UP -> false;
            };
            case AskedVote.Failed(var _, var _, var trouble) -> switch (this) {
                case REJECTED -> trouble.kind() == TroubleRecord.Kind.REJECTED;
                case GAVE_UP -> trouble.kind() == TroubleRecord.Kind.GAVE_UP;
                case UNREADABLE, REFUSED, TRUNCATED -> false;
            };
        };
    }
}
