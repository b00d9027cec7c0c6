package dev.retort.votes;

import dev.retort.task.Task;
import dev.retort.teacher.Answer;

/// Reads answers. (First slice.)
public final class VoteReader {
    private final Task task;
    private final VoteRules rules;

    public VoteReader(Task task, VoteRules rules) {
        this.task = task;
        this.rules = rules;
    }

    public Vote read(String exampleId, int vote, Answer answer) {
        Vote read = read(answer.raw());
        return switch (rules.onUnreadable()) {
            case KEEP -> read;
            case RANDOM -> new Vote.Read(
                    task.valueAt(Draw.below(task.labels().size(), rules.seed(), "draw", exampleId, vote)), "",
                    ReadStep.DRAWN);
        };
    }

    public Vote read(String raw) {
        return task.value(raw).<Vote>map(value -> new Vote.Read(value, "", ReadStep.SINGLE_WORD))
                .orElseGet(() -> new Vote.Unreadable(Vote.Cause.NO_LABEL));
    }
}
