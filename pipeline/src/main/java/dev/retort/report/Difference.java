package dev.retort.report;

import java.util.List;
import java.util.Optional;

/// One text on which the student and the reference differ.
///
/// @param teacher the teacher's label; empty if it left none
/// @param votesFor votes for the teacher's label
/// @param votes all of its votes
/// @param reasons of the votes for its label
/// @param student the student's label
/// @param probability the student's, of its label
public record Difference(String id, String text, String reference, Optional<String> teacher, int votesFor, int votes,
        List<String> reasons, String student, double probability) {
    public Difference {
        reasons = List.copyOf(reasons);
        Rules.share("the probability of " + id, probability);
        Rules.count("the votes on " + id, votes);
        Rules.require(votesFor >= 0 && votesFor <= votes, "the votes for a label on " + id,
                "must be from 0 to " + votes, votesFor);
    }
}
