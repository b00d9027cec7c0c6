package dev.retort.report;

import java.util.Optional;

/// A teacher with one prompt style and number of votes, or a student.
///
/// @param name short and unique in the report: `cot x3`, `student`
/// @param detail what it is: `recorded-llm, chain of thought, 3 votes`; may be empty
/// @param scores empty without reference labels
/// @param dollarsPerMillion money for a million texts
/// @param textsPerSecond throughput
public record Contender(String name, Role role, String detail, Optional<Scores> scores, Cell dollarsPerMillion,
        Cell textsPerSecond) {
    /// Which part it plays.
    public enum Role {
        TEACHER, STUDENT
    }

    public Contender {
        Rules.text("the name of a contender", name);
        Rules.require(dollarsPerMillion.unit() == Unit.DOLLARS, "cost of " + name, "must be in dollars",
                dollarsPerMillion.unit());
        Rules.require(textsPerSecond.unit() == Unit.TEXTS_PER_SECOND, "speed of " + name,
                "must be in texts per second", textsPerSecond.unit());
    }

    public boolean isStudent() {
        return role == Role.STUDENT;
    }
}
