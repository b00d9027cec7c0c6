package dev.retort.report;

import dev.retort.bill.Figure;
import dev.retort.bill.Unit;
import dev.retort.evaluate.Evaluation;
import java.util.Optional;

/// A teacher with one prompt style and number of votes, or a student.
///
/// @param name short and unique in the report: `cot x3`, `student`
/// @param detail what it is: `recorded-llm, chain of thought, 3 votes`; may be empty
/// @param evaluation empty without reference labels
/// @param dollars for a million texts
/// @param textsPerSecond throughput
public record Contender(String name, Role role, String detail, Optional<Evaluation> evaluation, Figure dollars,
        Figure textsPerSecond) {
    /// Which part it plays.
    public enum Role {
        TEACHER, STUDENT
    }

    public Contender {
        Rules.text("the name of a contender", name);
        Rules.unit("cost of " + name, dollars, Unit.DOLLARS);
        Rules.unit("speed of " + name, textsPerSecond, Unit.TEXTS_PER_SECOND);
    }

    public boolean isStudent() {
        return role == Role.STUDENT;
    }
}
