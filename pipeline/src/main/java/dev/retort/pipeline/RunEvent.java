package dev.retort.pipeline;

import dev.retort.annotate.AnnotateEvent;
import dev.retort.hub.HubEvent;
import dev.retort.train.TrainEvent;
import java.time.Duration;
import java.util.List;

/// What happens while the stages run, for whoever shows it to people.
public sealed interface RunEvent {

    /// A stage begins to work.
    record Started(Stage stage, String what) implements RunEvent {}

    /// A stage has done its work and recorded it.
    record Finished(Stage stage, String what, Duration took) implements RunEvent {}

    /// A stage's input is what it was: nothing to do.
    record UpToDate(Stage stage, String what) implements RunEvent {}

    /// Something people should know, one line.
    record Note(String line) implements RunEvent {}

    /// So many of the candidates for a pick have been looked at.
    record Picking(int done, int of) implements RunEvent {}

    /// What asking is expected to take; told before the first request that may cost something.
    ///
    /// @param forecasts of the teachers that have something to be asked, those replayed left out
    record Forecasting(List<CostForecast> forecasts) implements RunEvent {
        public Forecasting {
            forecasts = List.copyOf(forecasts);
        }
    }

    record Annotating(AnnotateEvent event) implements RunEvent {}

    /// The teachers have been asked; told also if some were stopped or the run was interrupted.
    record Asked(AnnotateOutcome outcome) implements RunEvent {}

    /// The trained student is written and its exported graph compared with it.
    record Exporting(String student) implements RunEvent {}

    /// Files of the hub are on their way.
    record Fetching(HubEvent event) implements RunEvent {}

    record Training(TrainEvent event) implements RunEvent {}
}
