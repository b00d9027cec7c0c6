package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import dev.retort.train.TrainEvent.Started;
import dev.retort.train.TrainEvent.Stepped;
import dev.retort.train.TrainEvent.TrialBegan;
import dev.retort.train.TrainEvent.TrialsEnded;
import dev.retort.train.Trials.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Several seeds, cross-validation, refit.
class TrialsTest extends TinyBase {
    @Test
    void meanAndDeviationOfAHandWorkedCase() {
        // 0.8, 0.9, 0.7: mean 0.8, squares 0.01 + 0.01, over 2, root
        var trials = new Trials("seed", List.of(trial(1, 0.8), trial(2, 0.9), trial(3, 0.7)));
        assertThat(trials.mean().oneLabel().macroF1()).isCloseTo(0.8, within(1e-12));
        assertThat(trials.deviation().oneLabel().macroF1()).isCloseTo(0.1, within(1e-12));
        assertThat(trials.mean().loss()).isCloseTo(2, within(1e-12));
        assertThat(trials.deviation().loss()).isCloseTo(1, within(1e-12));
        assertThat(new Trials("seed", List.of(trial(1, 0.8))).deviation().oneLabel().macroF1()).isZero();
    }

    @Test
    void ofSeveralSeedsTheBestOnTheHeldOutTextsIsTaken() throws IOException {
        var events = new ArrayList<TrainEvent>();
        TrainOptions options = Tiny.options().with(TrainOption.SEEDS, List.of(42L, 43L, 44L));
        Fit fit = fit(options, "seeds", events::add);
        Trials seeds = fit.seeds().orElseThrow();
        assertThat(seeds.each()).extracting(Trial::name).containsExactly("seed 42", "seed 43", "seed 44");
        double best = seeds.each().stream().mapToDouble(trial -> trial.validation().oneLabel().macroF1()).max()
                .orElseThrow();
        assertThat(fit.best().validation().oneLabel().macroF1()).isEqualTo(best);
        assertThat(only(events, TrialBegan.class)).extracting(TrialBegan::number).containsExactly(1, 2, 3);
        assertThat(only(events, TrialsEnded.class)).containsExactly(new TrialsEnded(seeds));
        Fit single = fit(Tiny.options(), "single", TrainListener.SILENT);
        assertThat(seeds.each().getFirst().validation()).as("seed 42 alone").isEqualTo(single.best().validation());
        assertThat(directory.resolve("seeds/seed-42/weights-%d.safetensors".formatted(single.best().steps())))
                .hasSameBinaryContentAs(single.weights());
        assertThat(fit(options, "seeds", event -> assertThat(event).isNotInstanceOf(Stepped.class))).isEqualTo(fit);
    }

    @Test
    void everyTextIsLabelledByAModelThatHasNotLearntIt() throws IOException {
        var events = new ArrayList<TrainEvent>();
        TrainOptions options = Tiny.options().with(TrainOption.FOLDS, 3).with(TrainOption.EPOCHS, 2);
        Fit fit = fit(options, "folds", events::add);
        OutOfFold found = OutOfFold.read(fit.outOfFold().orElseThrow());
        TrainingSet set = Tiny.set();
        assertThat(found.labels()).isEqualTo(Tiny.LABELS);
        assertThat(found.fingerprint()).isEqualTo(fit.fingerprint());
        assertThat(found.rows()).extracting(OutOfFold.Row::id).containsExactlyInAnyOrderElementsOf(
                set.texts().stream().map(TrainingText::id).toList());
        Map<String, Integer> labels = set.texts().stream()
                .collect(Collectors.toMap(TrainingText::id, TrainingText::label));
        assertThat(found.rows()).allSatisfy(row -> {
            assertThat(row.label()).isEqualTo(labels.get(row.id()));
            assertThat(row.probabilities().stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-9));
        });
        assertThat(fit.folds().orElseThrow().each()).extracting(Trial::name).containsExactly("fold 1", "fold 2",
                "fold 3");
        assertThat(only(events, Started.class)).extracting(Started::texts).containsExactly(16, 16, 16, 19);
        for (int fold = 1; fold <= 3; fold++) {
            int one = fold;
            List<OutOfFold.Row> rows = found.rows().stream().filter(row -> row.fold() == one).toList();
            double right = rows.stream().filter(row -> row.label() == best(row.probabilities())).count();
            assertThat(found.trials().get(fold - 1).validation().oneLabel().accuracy()).isEqualTo(right / rows.size());
        }
    }

    @Test
    void crossValidationGoesOnWhereItStopped() throws IOException {
        TrainOptions options = Tiny.options().with(TrainOption.FOLDS, 3).with(TrainOption.EPOCHS, 2);
        Fit whole = fit(options, "whole", TrainListener.SILENT);
        assertThatThrownBy(() -> fit(options, "work", new TrainListener() {
            private int steps;

            @Override
            public void on(TrainEvent event) {
                if (event instanceof Stepped && ++steps == 6) {
                    throw new IllegalStateException("pulled the plug");
                }
            }
        })).hasMessage("pulled the plug");
        var events = new ArrayList<TrainEvent>();
        Fit resumed = fit(options, "work", events::add);
        assertThat(only(events, TrialBegan.class)).extracting(TrialBegan::name).containsExactly("fold 2", "fold 3");
        assertThat(OutOfFold.read(resumed.outOfFold().orElseThrow()).rows())
                .isEqualTo(OutOfFold.read(whole.outOfFold().orElseThrow()).rows());
        assertThat(resumed.weights()).hasSameBinaryContentAs(whole.weights());
    }

    @Test
    void partsAreStratified() throws IOException {
        TrainingSet set = Tiny.set();
        int[] parts = CrossValidation.parts(set, 4, 1);
        for (int label = 0; label < 3; label++) {
            int wanted = label;
            int[] counts = new int[4];
            IntStream.range(0, parts.length).filter(text -> set.texts().get(text).label() == wanted)
                    .forEach(text -> counts[parts[text]]++);
            assertThat(IntStream.of(counts).max().orElseThrow() - IntStream.of(counts).min().orElseThrow())
                    .as("label %d in parts %s", label, counts).isLessThanOrEqualTo(1);
        }
        assertThat(CrossValidation.parts(set, 4, 2)).isNotEqualTo(parts);
        assertThatThrownBy(() -> fit(Tiny.options().with(TrainOption.FOLDS, 25), "work", TrainListener.SILENT))
                .isInstanceOf(TrainingException.class)
                .hasMessage("folds must be at most the 24 texts that there are to learn, got 25");
    }

    @Test
    void damagedOutOfFoldFilesAreOneLine() throws IOException {
        Path file = directory.resolve("out-of-fold.jsonl");
        Files.writeString(file, "{\"format\":2,\"labels\":[],\"fingerprint\":\"\",\"trials\":[]}\n");
        assertThatThrownBy(() -> OutOfFold.read(file)).isInstanceOf(TrainingException.class)
                .hasMessage(file + ": format must be 1, got 2; use a newer Retort");
        Files.writeString(file, "");
        assertThatThrownBy(() -> OutOfFold.read(file)).isInstanceOf(TrainingException.class)
                .hasMessageStartingWith(file + ": cannot be read (").hasMessageEndingWith("train the student again");
    }

    @Test
    void refitLearnsAllTextsAndTellsTheFiguresFromBefore() throws IOException {
        var events = new ArrayList<TrainEvent>();
        Fit once = fit(Tiny.options(), "once", TrainListener.SILENT);
        Fit refit = fit(Tiny.options().with(TrainOption.REFIT, true), "refit", events::add);
        assertThat(refit.epochs()).extracting(EpochResult::validation)
                .isEqualTo(once.epochs().stream().map(EpochResult::validation).toList());
        assertThat(refit.judged()).hasSameBinaryContentAs(once.weights());
        assertThat(Files.mismatch(refit.weights(), once.weights())).isNotNegative();
        assertThat(only(events, Started.class)).extracting(Started::texts).containsExactly(19, 24);
        assertThat(only(events, TrainEvent.EpochEnded.class)).as("none of the refit").hasSize(5);
        assertThat(refit.totalTime()).isGreaterThan(refit.time());
    }

    private Fit fit(TrainOptions options, String work, TrainListener listener) throws IOException {
        return Tiny.tuning().fit(Tiny.set(), options, base, directory.resolve(work), listener);
    }

    private static Trial trial(double loss, double macroF1) {
        return new Trial("trial", new Validation.OneLabel(loss, 0.5, macroF1), Duration.ofSeconds(1));
    }

    private static int best(List<Double> probabilities) {
        return IntStream.range(0, probabilities.size()).reduce((a, b) -> probabilities.get(b) > probabilities.get(a)
                ? b
                : a).orElseThrow();
    }

    private static <E extends TrainEvent> List<E> only(List<TrainEvent> events, Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
