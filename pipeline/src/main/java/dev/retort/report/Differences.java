package dev.retort.report;

import java.util.List;

/// The texts on which the student and the reference differ.
///
/// @param student its contender
/// @param teacher whose labels are shown beside
/// @param total all of them
/// @param shown the first of them, in a stated order
/// @param order which ones come first: `the student's surest errors first`
public record Differences(String student, String teacher, int total, List<Difference> shown, String order) {
    public Differences {
        shown = List.copyOf(shown);
        Rules.require(total >= shown.size(), "all differences", "must not be fewer than those shown", total);
    }
}
