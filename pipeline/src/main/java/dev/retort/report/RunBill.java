package dev.retort.report;

import dev.retort.bill.Figure;
import dev.retort.bill.Unit;
import java.time.Duration;
import java.util.List;

/// What this run cost.
///
/// @param total of all stages
/// @param repeated sends that may have been paid twice, because a process ended between request and answer
/// @param repeatedDollars what those cost at most
/// @param failed sends that came back without an answer: errors, time-outs, replies that broke off
/// @param failedDollars what those cost at most; hosts rarely charge for errors
/// @param notes what the reader must know to judge the figures, one sentence each
public record RunBill(List<Line> stages, Line total, int repeated, Figure repeatedDollars, long failed,
        Figure failedDollars, List<String> notes) {
    public RunBill {
        stages = List.copyOf(stages);
        notes = List.copyOf(notes);
        Rules.count("sends that may have been paid twice", repeated);
        Rules.unit("the dollars that may have been paid twice", repeatedDollars, Unit.DOLLARS);
        Rules.count("sends without an answer", failed);
        Rules.unit("the dollars of sends without an answer", failedDollars, Unit.DOLLARS);
    }

    /// One stage.
    ///
    /// @param wall from its start to its end, all of its runs together
    /// @param requests sent, repeated ones included
    /// @param tokensIn of the prompts, the cached ones included
    /// @param tokensCached of the prompts, from the host's cache
    /// @param tokensOut of the answers, the reasoning ones included
    /// @param tokensReasoning that the answers do not show
    /// @param energy in kWh
    /// @param co2e in kg
    public record Line(String stage, Duration wall, long requests, Figure tokensIn, Figure tokensCached,
            Figure tokensOut, Figure tokensReasoning, Figure dollars,
            Figure energy, Figure co2e) {
        public Line {
            Rules.text("the name of a stage", stage);
            Rules.require(!wall.isNegative(), "the wall time of " + stage, "must not be negative", wall);
            Rules.count("requests of " + stage, requests);
            Rules.unit("the tokens sent by " + stage, tokensIn, Unit.TOKENS);
            Rules.unit("the cached tokens of " + stage, tokensCached, Unit.TOKENS);
            Rules.unit("the tokens answered to " + stage, tokensOut, Unit.TOKENS);
            Rules.unit("the reasoning tokens of " + stage, tokensReasoning, Unit.TOKENS);
            Rules.unit("the dollars of " + stage, dollars, Unit.DOLLARS);
            Rules.unit("the energy of " + stage, energy, Unit.KILOWATT_HOURS);
            Rules.unit("the CO2e of " + stage, co2e, Unit.KILOGRAMS);
        }

        /// All figures with an origin, in the order of the columns.
        public List<Figure> figures() {
            return List.of(tokensIn, tokensCached, tokensOut, tokensReasoning, dollars, energy, co2e);
        }
    }
}
