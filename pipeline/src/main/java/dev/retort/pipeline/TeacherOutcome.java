package dev.retort.pipeline;

import dev.retort.annotate.TeacherSummary;
import dev.retort.bill.Figure;
import dev.retort.bill.Spend;
import dev.retort.bill.Unit;
import dev.retort.store.VoteKinds;
import dev.retort.teacher.Ask;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.Usage;
import java.util.Optional;

/// What asking one teacher came to.
///
/// @param asked what was sent and came back in this run
/// @param votes of this and earlier runs, as read; empty if the run was stopped before they were counted
/// @param usage tokens of the answers of this run; empty if the host told none
/// @param dollars for those answers
public record TeacherOutcome(TeacherSummary asked, Optional<VoteKinds> votes, Optional<Usage> usage, Figure dollars) {

    static TeacherOutcome of(Ask ask, TeacherSummary asked, Optional<VoteKinds> votes, Costs costs) {
        boolean told = asked.usage().prompt() + asked.usage().completion() > 0;
        Optional<Usage> usage = told ? Optional.of(asked.usage()) : Optional.empty();
        Figure dollars = ask.teacher().host() instanceof HostSettings.Replay
                ? Figure.measured(0, Unit.DOLLARS, "replayed from a recording: nothing was sent and nothing paid")
                : asked.answered() == 0
                        ? Figure.measured(0, Unit.DOLLARS, "nothing was answered in this run")
                        : Spend.of(usage, asked.batched(), costs.listPrice(ask));
        return new TeacherOutcome(asked, votes, usage, dollars);
    }

    public String teacher() {
        return asked.teacher();
    }
}
