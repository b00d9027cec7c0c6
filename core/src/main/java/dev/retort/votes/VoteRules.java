package dev.retort.votes;

/// How votes are read and settled.
///
/// @param seed decides random ties and draws; the same seed gives the same annotations
/// @param weights what each readable vote counts
public record VoteRules(TieRule ties, OnUnreadable onUnreadable, long seed, Weights weights) {
    public static final VoteRules DEFAULT = new VoteRules(TieRule.ABSTAIN, OnUnreadable.KEEP, 42);

    /// Every vote counts one.
    public VoteRules(TieRule ties, OnUnreadable onUnreadable, long seed) {
        this(ties, onUnreadable, seed, Weights.EQUAL);
    }
}
