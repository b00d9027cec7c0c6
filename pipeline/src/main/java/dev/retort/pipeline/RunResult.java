package dev.retort.pipeline;

import dev.retort.dataset.ReferenceSource;
import dev.retort.report.Agreement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a run came to.
///
/// @param source whose reference labels judged; empty if there are none, then no standing has an evaluation
/// @param judged test texts with such a label
/// @param page the report
/// @param student its directory
/// @param agreements between those who labelled
/// @param sample the file of random texts to label, where there are no reference labels
/// @param asked what asking the teachers came to, where they were asked
public record RunResult(List<Standing> standings, Optional<ReferenceSource> source, int judged, Path page,
        Optional<Path> student, List<Agreement> agreements, Optional<Path> sample, Optional<AnnotateOutcome> asked) {
    public RunResult {
        standings = List.copyOf(standings);
        agreements = List.copyOf(agreements);
    }

    /// This result, with what asking the teachers came to before.
    RunResult after(AnnotateOutcome outcome) {
        return new RunResult(standings, source, judged, page, student, agreements, sample, Optional.of(outcome));
    }
}
