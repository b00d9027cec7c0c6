package dev.retort.cli;

import dev.retort.annotate.AnnotateEvent;
import dev.retort.annotate.BatchProgress;
import dev.retort.annotate.Expected;
import dev.retort.annotate.Progress;
import dev.retort.hosts.Trouble;
import dev.retort.hub.HubEvent;
import dev.retort.pipeline.RunEvent;
import dev.retort.pipeline.RunListener;
import dev.retort.pipeline.Stage;
import dev.retort.train.EpochResult;
import dev.retort.train.TrainEvent;
import dev.retort.train.Trials;
import dev.retort.train.Validation;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Shows a run on stderr: one line that is rewritten on a terminal; elsewhere a line now and then.
final class Screen implements RunListener, AutoCloseable {
    private final LiveLine line;
    private final boolean quiet;
    private final Map<String, String> batchStates = new HashMap<>();
    private final Set<String> dropped = new HashSet<>();
    private Expected expected = Expected.NOTHING;
    private int textsOfEpoch;

    Screen(PrintWriter err, boolean terminal, boolean quiet) {
        this.line = new LiveLine(err, terminal, System::nanoTime);
        this.quiet = quiet;
    }

    @Override
    public synchronized void on(RunEvent event) {
        if (quiet) {
            return;
        }
        switch (event) {
            case RunEvent.Started(var stage, var what) -> line.say("%-9s %s".formatted(stage.word(), what));
            case RunEvent.Finished(var stage, var what, var took) ->
                line.say("%-9s %s, %s".formatted(stage.word(), what, time(took)));
            case RunEvent.UpToDate(var stage, var what) ->
                line.say("%-9s %s, nothing new".formatted(stage.word(), what));
            case RunEvent.Exporting(var student) -> line.say("%-9s %s".formatted("export", student));
            case RunEvent.Note(var note) -> line.say("note      " + note);
            case RunEvent.Annotating(var annotating) -> on(annotating);
            case RunEvent.Picking(var done, var of) ->
                line.show("%-9s looked at %,d of %,d candidates".formatted("pick", done, of));
            case RunEvent.Forecasting(var forecasts) -> {
                forecasts.forEach(forecast -> line.say("%-9s %s".formatted("forecast", ForecastWords.line(forecast))));
                expected = forecasts.stream().map(forecast -> forecast.dollars().orElse(Expected.NOTHING))
                        .reduce(Expected.NOTHING, Expected::plus);
            }
            case RunEvent.Asked(var outcome) -> OutcomeTable.lines(outcome).forEach(row -> line.say("  " + row));
            case RunEvent.Fetching(var fetching) -> on(fetching);
            case RunEvent.Training(var training) -> on(training);
        }
    }

    private void on(HubEvent event) {
        switch (event) {
            case HubEvent.Fetching step -> line.show("%-9s %s".formatted("fetch", FetchWords.line(step)));
            case HubEvent.Fetched done -> line.say("%-9s %s".formatted("fetch", FetchWords.line(done)));
            case HubEvent.Retrying again -> line.say("%-9s %s".formatted("fetch", FetchWords.line(again)));
            case HubEvent.FromCache cached -> line.say("%-9s %s".formatted("note", FetchWords.line(cached)));
        }
    }

    private void on(AnnotateEvent event) {
        switch (event) {
            case AnnotateEvent.Progressed(var progress) -> line.show(words(progress));
            case AnnotateEvent.TeacherStopped(_, var reason) -> line.say("%-9s %s".formatted("stopped", reason));
            case AnnotateEvent.Overran(var teacher, var reserved, var charged) ->
                line.say("%-9s teacher '%s': a response was charged %,d tokens, above the %,d reserved of the budget"
                        .formatted("note", teacher, charged, reserved));
            case AnnotateEvent.BatchMoved(var progress) -> {
                // Counts are on the live line; a state is worth a line of its own.
                if (!progress.status().equals(batchStates.put(progress.batch(), progress.status()))) {
                    line.say("%-9s teacher '%s': %s of %,d requests: %s".formatted("batch", progress.teacher(),
                            progress.batch(), progress.total(), progress.status()));
                }
            }
            case AnnotateEvent.Answered _ -> {
            }
            case AnnotateEvent.Retrying(var question, var trouble, _, _) -> {
                // What all later answers lack is worth a line; what is merely sent again is counted.
                String note = "teacher '%s': %s".formatted(question.teacher().name(), trouble.message());
                if (trouble.kind() == Trouble.Kind.PARAMETER_DROPPED && dropped.add(note)) {
                    line.say("%-9s %s".formatted("note", note));
                }
            }
            case AnnotateEvent.Unanswered _ -> {
            }
        }
    }

    private String words(Progress progress) {
        var words = new StringBuilder();
        words.append("%-9s %,d of %,d votes".formatted(Stage.ANNOTATE.word(), progress.done(), progress.total()));
        if (progress.reused() > 0) {
            words.append(", %,d known before".formatted(progress.reused()));
        }
        if (progress.perSecond() > 0) {
            words.append(String.format(Locale.ROOT, ", %.0f/s", progress.perSecond()));
        }
        if (progress.inFlight() > 0) {
            words.append(", %d of %d in flight".formatted(progress.inFlight(), progress.limits().inFlight()));
        }
        if (!progress.batches().isEmpty()) {
            words.append(batches(progress.batches()));
        }
        progress.limits().requestsPerMinute()
                .ifPresent(limit -> words.append(String.format(Locale.ROOT, ", limit %,.0f/min", limit)));
        if (progress.retries() > 0) {
            words.append(", %,d sent again".formatted(progress.retries()));
        }
        if (progress.unanswered() > 0) {
            words.append(", %,d without answer".formatted(progress.unanswered()));
        }
        if (progress.usd().isPresent() && expected.high() > 0) {
            words.append(", $%s of $%s".formatted(OutcomeTable.money(progress.usd().getAsDouble()),
                    ForecastWords.money(expected, " to $")));
        }
        progress.timeLeft().filter(left -> progress.inFlight() > 0 && !left.isZero())
                .ifPresent(left -> words.append(", %s left".formatted(time(left))));
        return words.toString();
    }

    /// `, 2 batches in_progress: 340 of 1,000`
    private static String batches(List<BatchProgress> batches) {
        long done = batches.stream().mapToLong(batch -> batch.completed() + batch.failed()).sum();
        long total = batches.stream().mapToLong(BatchProgress::total).sum();
        String states = batches.stream().map(BatchProgress::status).distinct().collect(Collectors.joining(", "));
        return ", %,d batch%s %s: %,d of %,d".formatted(batches.size(), batches.size() == 1 ? "" : "es", states, done,
                total);
    }

    private void on(TrainEvent event) {
        switch (event) {
            case TrainEvent.Started started -> {
                textsOfEpoch = started.texts();
                line.say("%-9s %,d texts to learn, %,d held out, %d epochs of %d steps%s".formatted(
                        Stage.TRAIN.word(), started.texts(), started.validationTexts(), started.epochs(),
                        started.stepsPerEpoch(),
                        started.finishedEpochs() > 0 ? "; going on after epoch " + started.finishedEpochs() : ""));
                line.say(EpochTable.header());
            }
            case TrainEvent.Stepped step -> line.show(String.format(Locale.ROOT,
                    "%-9s epoch %d, step %d of %d, loss %.3f, %.0f texts/s, %s left", Stage.TRAIN.word(),
                    step.epoch(), step.step(), step.steps(), step.loss(), step.textsPerSecond(), time(step.left())));
            case TrainEvent.Logged log -> line.say(String.format(Locale.ROOT,
                    "%-9s step %d of %d: mean loss %.4f, rate %.2e", Stage.TRAIN.word(), log.step(), log.steps(),
                    log.meanLoss(), log.learningRate()));
            case TrainEvent.TrialBegan trial -> line.say("%-9s %s%s".formatted(Stage.TRAIN.word(), trial.name(),
                    trial.of() > 1 ? " (%d of %d)".formatted(trial.number(), trial.of()) : ""));
            case TrainEvent.TrialsEnded(Trials trials) -> line.say(trials(trials));
            case TrainEvent.EpochEnded(EpochResult result, boolean taken) ->
                line.say(EpochTable.row(result, textsOfEpoch, taken));
        }
    }

    private static String trials(Trials trials) {
        Validation.OneLabel mean = trials.mean().oneLabel();
        Validation.OneLabel deviation = trials.deviation().oneLabel();
        return String.format(Locale.ROOT,
                "%-9s %d %ss: loss %.3f ± %.3f, accuracy %.3f ± %.3f, macro F1 %.3f ± %.3f (mean ± standard deviation)",
                Stage.TRAIN.word(), trials.each().size(), trials.kind(), mean.loss(), deviation.loss(),
                mean.accuracy(), deviation.accuracy(), mean.macroF1(), deviation.macroF1());
    }

    /// `45s`, `3m 20s`, `2h 05m`.
    static String time(Duration duration) {
        long seconds = Math.max(0, duration.plusMillis(500).toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        return seconds < 3600
                ? "%dm %02ds".formatted(seconds / 60, seconds % 60)
                : "%dh %02dm".formatted(seconds / 3600, seconds % 3600 / 60);
    }

    @Override
    public synchronized void close() {
        line.clear();
    }
}
