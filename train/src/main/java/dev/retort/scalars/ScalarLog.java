package dev.retort.scalars;

import dev.retort.train.EpochResult;
import dev.retort.train.TrainEvent;
import dev.retort.train.TrainListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;

/// Writes what a training run tells into a directory of its own, as it happens. Training does not depend on it: where
/// it cannot write, it says so once and is silent from then on.
public final class ScalarLog implements TrainListener, AutoCloseable {
    private static final String TRAIN_LOSS = "train/loss";
    private static final String EVAL_LOSS = "eval/loss";

    private final Path directory;
    private final Clock clock;
    private final Consumer<String> trouble;
    private Optional<ScalarFiles> files = Optional.empty();
    private Path current;
    private boolean begun;
    private boolean broken;
    private long step;
    private int validated;

    /// @param directory of this run alone, made if missing
    /// @param clock for the times of the steps
    /// @param trouble hears one line if the files cannot be written
    public ScalarLog(Path directory, Clock clock, Consumer<String> trouble) {
        this.directory = directory;
        this.current = directory;
        this.clock = clock;
        this.trouble = trouble;
    }

    @Override
    public void on(TrainEvent event) {
        if (!broken) {
            attempt(() -> {
                switch (event) {
                    case TrainEvent.TrialBegan trial -> turnTo(trial.name().replace(' ', '-'));
                    case TrainEvent.Started _ -> begun = false;
                    case TrainEvent.Stepped stepped -> add(stepped);
                    case TrainEvent.Logged _,TrainEvent.TrialsEnded _ -> { // told otherwise
                    }
                    case TrainEvent.EpochEnded(EpochResult result, _) -> add(result, step);
                }
            });
        }
    }

    /// Adds the epochs whose numbers a killed process had not written any more, and closes.
    ///
    /// @param epochs of the whole training, in order
    public void complete(List<EpochResult> epochs) {
        if (!broken && current.equals(directory)) {
            attempt(() -> {
                if (files.isEmpty()) {
                    begin(Long.MAX_VALUE);
                }
                for (EpochResult epoch : epochs.subList(Math.min(validated, epochs.size()), epochs.size())) {
                    add(epoch, epoch.steps());
                }
            });
        }
        close();
    }

    private void begin(long lastStep) throws IOException {
        List<Scalars> kept = ScalarFiles.read(current, lastStep);
        step = kept.stream().mapToLong(Scalars::step).max().orElse(0);
        validated = (int) kept.stream().filter(scalars -> scalars.values().containsKey(EVAL_LOSS)).count();
        files = Optional.of(ScalarFiles.begin(current, kept, clock.instant()));
    }

    /// One of several trainings has a directory of its own below, because each counts its steps from 1.
    private void turnTo(String trial) {
        close();
        files = Optional.empty();
        current = directory.resolve(trial);
    }

    /// What a killed process wrote after its last checkpoint is written anew from the first step on.
    private void add(TrainEvent.Stepped stepped) throws IOException {
        if (!begun) {
            begin(stepped.step() - 1L);
            begun = true;
        }
        step = stepped.step();
        var values = new LinkedHashMap<String, Double>();
        values.put(TRAIN_LOSS, stepped.loss());
        values.put("train/learning_rate", stepped.learningRate());
        values.put("train/grad_norm", stepped.gradientNorm());
        add(values, step);
    }

    private void add(EpochResult epoch, long at) throws IOException {
        validated++;
        var values = new LinkedHashMap<String, Double>();
        values.put(EVAL_LOSS, epoch.validation().loss());
        epoch.validation().figures()
                .forEach((name, value) -> values.put("eval/" + name.toLowerCase(Locale.ROOT).replace(' ', '_'), value));
        add(values, at);
        files.orElseThrow().sync();
    }

    private void add(SequencedMap<String, Double> values, long at) throws IOException {
        files.orElseThrow().add(new Scalars(Event.seconds(clock.instant()), at, values));
    }

    private interface Writing {
        void run() throws IOException;
    }

    private void attempt(Writing writing) {
        try {
            writing.run();
        } catch (IOException refused) {
            broken = true;
            trouble.accept("%s: cannot be written (%s); training goes on without it".formatted(directory,
                    refused.getMessage()));
            close();
        }
    }

    @Override
    public void close() {
        try {
            if (files.isPresent()) {
                files.get().close();
            }
        } catch (IOException unwritten) {
            // each row was handed to the system when it was written
        }
        files = Optional.empty();
    }
}
