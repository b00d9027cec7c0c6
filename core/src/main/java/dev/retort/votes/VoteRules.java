package dev.retort.votes;

/// How votes are read and settled.
///
/// @param seed decides random ties and draws; the same seed gives the same annotations
public record VoteRules(TieRule ties, OnUnreadable onUnreadable, long seed) {
    public static final VoteRules DEFAULT = new VoteRules(TieRule.ABSTAIN, OnUnreadable.KEEP, 42);
}
