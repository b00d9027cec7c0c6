package dev.retort.report;

import dev.retort.bill.Figure;
import dev.retort.bill.Unit;
import dev.retort.evaluate.Cascade;
import java.util.List;

/// Student and teacher together: what comes of asking the teacher about the texts of which the student is unsure.
///
/// @param student its contender
/// @param teacher by the name of its contender
/// @param dollars for a million texts at each step of the cascade
public record Together(String student, String teacher, Cascade cascade, List<Figure> dollars) {
    public Together {
        Rules.text("the name of the student", student);
        Rules.text("the name of the teacher", teacher);
        dollars = List.copyOf(dollars);
        Rules.require(dollars.size() == cascade.steps().size(), "dollars of a cascade", "must be one for each step",
                dollars.size());
        dollars.forEach(figure -> Rules.unit("cost of a cascade", figure, Unit.DOLLARS));
    }

    Figure chosenDollars() {
        return dollars.get(cascade.chosen());
    }
}
