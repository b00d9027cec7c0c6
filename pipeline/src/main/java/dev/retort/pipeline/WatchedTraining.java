package dev.retort.pipeline;

import dev.retort.scalars.ScalarLog;
import dev.retort.student.TrainOptions;
import dev.retort.train.FineTuning;
import dev.retort.train.Fit;
import dev.retort.train.TrainListener;
import dev.retort.train.TrainingSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/// A training whose numbers are logged and whose progress is told, until the run is told to stop.
///
/// @param scalars directory of the log
/// @param stopped what is said if the run was told to stop
record WatchedTraining(Path scalars, Clock clock, RunListener listener, StopSignal stop, String stopped) {

    /// @param first hears of each event before all others
    /// @throws RunException if the run was told to stop; finished epochs are kept
    Fit fit(TrainingSet set, TrainOptions options, Path base, Path work, TrainListener first) throws IOException {
        try (var log = new ScalarLog(scalars, clock, line -> listener.on(new RunEvent.Note(line)))) {
            Fit fit = FineTuning.onAllCores().fit(set, options, base, work, event -> {
                first.on(event);
                log.on(event);
                listener.on(new RunEvent.Training(event));
                if (stop.given()) {
                    throw new RunException(stopped);
                }
            });
            log.complete(fit.epochs());
            return fit;
        }
    }
}
