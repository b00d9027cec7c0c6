package dev.retort.report;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// All that a report shows, already computed.
///
/// @param contenders teachers and students in the order of the page; names are unique
/// @param votes one for each teacher
/// @param agreements between teachers, and between teachers and students
/// @param differences empty without a student or without reference labels
/// @param together empty without a student or without reference labels
/// @param learning empty without a student
/// @param ways the ways to label a million texts; empty while nothing was annotated
public record ReportData(About about, References references, List<Contender> contenders, List<VoteSummary> votes,
        List<Agreement> agreements, Optional<Differences> differences, Optional<Together> together,
        Optional<LearningCurve> learning, Optional<Ways> ways, RunBill bill, Recipe recipe) {
    public ReportData {
        contenders = List.copyOf(contenders);
        votes = List.copyOf(votes);
        agreements = List.copyOf(agreements);
        var names = new HashSet<String>();
        for (Contender contender : contenders) {
            Rules.require(names.add(contender.name()), "the names of contenders", "must be unique",
                    contender.name());
            Rules.require(references instanceof References.Known || contender.evaluation().isEmpty(),
                    "contender '%s'".formatted(contender.name()), "cannot be scored without reference labels",
                    "an evaluation");
        }
        Rules.require(references instanceof References.Known || differences.isEmpty(), "differences",
                "cannot be shown without reference labels", "differences");
        Rules.require(references instanceof References.Known || together.isEmpty(), "a cascade",
                "cannot be judged without reference labels", "a cascade");
    }

    public List<Contender> teachers() {
        return contenders.stream().filter(contender -> !contender.isStudent()).toList();
    }

    public List<Contender> students() {
        return contenders.stream().filter(Contender::isStudent).toList();
    }

    /// Those with scores, in the order of the page.
    public List<Contender> judged() {
        return contenders.stream().filter(contender -> contender.evaluation().isPresent()).toList();
    }
}
