package dev.retort.pipeline;

import dev.retort.annotate.AnnotateEvent;
import dev.retort.train.TrainEvent;
import java.time.Duration;

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

    record Annotating(AnnotateEvent event) implements RunEvent {}

    /// The trained student is written and its exported graph compared with it.
    record Exporting(String student) implements RunEvent {}

    record Training(TrainEvent event) implements RunEvent {}
}
