package dev.retort.pipeline;

import dev.retort.report.Contender;
import dev.retort.store.EvaluationRecord.SubjectKind;

/// Standings as contenders of the page.
final class Contenders {
    private Contenders() {}

    static Contender of(Standing standing) {
        return new Contender(standing.title(),
                standing.kind() == SubjectKind.STUDENT ? Contender.Role.STUDENT : Contender.Role.TEACHER,
                standing.detail(), standing.evaluation(), standing.perMillion().money(), standing.textsPerSecond());
    }
}
