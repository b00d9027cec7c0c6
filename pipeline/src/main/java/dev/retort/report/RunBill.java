package dev.retort.report;

import java.util.List;

/// What this run cost.
///
/// @param total of all stages
/// @param repeated sends that may have been paid twice, because a process ended between request and answer
/// @param repeatedDollars what those cost at most
/// @param notes what the reader must know to judge the figures, one sentence each
public record RunBill(List<Line> stages, Line total, int repeated, Cell repeatedDollars, List<String> notes) {
    public RunBill {
        stages = List.copyOf(stages);
        notes = List.copyOf(notes);
        Rules.count("sends that may have been paid twice", repeated);
    }

    /// One stage.
    ///
    /// @param wall seconds from its start to its end
    /// @param tokensIn of the prompts
    /// @param tokensOut of the answers
    public record Line(String stage, Cell wall, Cell requests, Cell tokensIn, Cell tokensOut, Cell dollars,
            Cell energy, Cell co2e) {
        public Line {
            Rules.text("the name of a stage", stage);
            unit(stage, wall, Unit.SECONDS);
            unit(stage, requests, Unit.REQUESTS);
            unit(stage, tokensIn, Unit.TOKENS);
            unit(stage, tokensOut, Unit.TOKENS);
            unit(stage, dollars, Unit.DOLLARS);
            unit(stage, energy, Unit.KWH);
            unit(stage, co2e, Unit.KG_CO2E);
        }

        private static void unit(String stage, Cell cell, Unit unit) {
            Rules.require(cell.unit() == unit, "a figure of the stage '%s'".formatted(stage), "must be in " + unit,
                    cell.unit());
        }

        /// All figures, in the order of the columns.
        public List<Cell> cells() {
            return List.of(wall, requests, tokensIn, tokensOut, dollars, energy, co2e);
        }
    }
}
