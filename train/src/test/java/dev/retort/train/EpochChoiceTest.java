package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.student.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochChoiceTest {

    @Test
    void anEarlierEpochThatMayBeBetterByChanceIsNotTaken() {
        // 6 texts against 1: better, but not beyond doubt
        assertThat(chosen(epoch(0.92, wrong(0, 10)), epoch(0.89, wrong(9, 15), wrong(0, 9)))).isEqualTo(2);
    }

    @Test
    void anEarlierEpochThatIsBetterBeyondDoubtIsTaken() {
        assertThat(chosen(epoch(0.92, wrong(0, 10)), epoch(0.89, wrong(0, 16)))).isEqualTo(1);
        // and of several that are as good as the best, the last
        assertThat(chosen(epoch(0.92, wrong(0, 10)), epoch(0.91, wrong(0, 11)), epoch(0.8, wrong(0, 18))))
                .isEqualTo(2);
    }

    @Test
    void theChoiceIsTheLastEpochOrTheOneBefore() {
        // weights of other epochs are gone by then
        var epochs = new ArrayList<Epoch>();
        int before = 0;
        for (int i = 0; i < 40; i++) {
            int errors = 10 + i * 7 % 23;
            epochs.add(epoch(1 - errors / 100.0, wrong(i % 5, i % 5 + errors)));
            int now = chosen(epochs.toArray(Epoch[]::new));
            assertThat(now).isIn(before, epochs.size());
            before = now;
        }
        assertThat(before).isLessThan(40);
    }

    @Test
    void ofNumbersTheEpochWithTheLeastErrorIsTaken() {
        var epochs = new ArrayList<EpochResult>();
        double[] errors = {0.5, 0.3, 0.3, 0.4};
        for (int i = 0; i < errors.length; i++) {
            epochs.add(new EpochResult(i + 1, i + 1, 1, new Validation.Value(errors[i], 0.9, i, i),
                    Duration.ofSeconds(1)));
        }
        assertThat(EpochChoice.of(epochs, List.of(List.of(), List.of(), List.of(), List.of()), Metric.MACRO_F1))
                .isEqualTo(2);
    }

    @Test
    void theMetricSaysWhichEpochsAreCompared() {
        var epochs = List.of(result(1, 0.30, 0.90, 0.80), result(2, 0.20, 0.80, 0.90), result(3, 0.25, 0.85, 0.85));
        assertThat(EpochChoice.best(epochs, Metric.MACRO_F1)).isEqualTo(2);
        assertThat(EpochChoice.best(epochs, Metric.ACCURACY)).isEqualTo(1);
        assertThat(EpochChoice.best(epochs, Metric.LOSS)).isEqualTo(2);
        assertThat(EpochChoice.best(epochs, Metric.NONE)).isEqualTo(3);
        List<List<Integer>> wrong = List.of(List.of(1), List.of(2), List.of(3));
        assertThat(EpochChoice.of(epochs, wrong, Metric.LOSS)).as("the least loss, without a test").isEqualTo(2);
        assertThat(EpochChoice.of(epochs, wrong, Metric.ACCURACY)).as("not surely worse than the first").isEqualTo(3);
    }

    @Test
    void patienceBeginsAnewOnlyAboveTheThreshold() {
        // worked by hand after transformers' EarlyStoppingCallback: 0.52 is better than 0.50, but by no more than 0.05
        var epochs = List.of(result(1, 1, 0.5, 0.50), result(2, 1, 0.5, 0.52), result(3, 1, 0.5, 0.56));
        assertThat(EpochChoice.waited(epochs, Metric.MACRO_F1, 0)).isZero();
        assertThat(EpochChoice.waited(epochs.subList(0, 2), Metric.MACRO_F1, 0.05)).isEqualTo(1);
        assertThat(EpochChoice.waited(epochs, Metric.MACRO_F1, 0.05)).as("0.56 against 0.52").isEqualTo(2);
        assertThat(EpochChoice.waited(epochs, Metric.MACRO_F1, 0.03)).isZero();
        assertThat(EpochChoice.waited(epochs, Metric.LOSS, 0)).isEqualTo(2);
        assertThat(EpochChoice.waited(epochs, Metric.NONE, 0)).isZero();
    }

    private static EpochResult result(int epoch, double loss, double accuracy, double macroF1) {
        return new EpochResult(epoch, epoch, 1, new Validation.OneLabel(loss, accuracy, macroF1),
                Duration.ofSeconds(1));
    }

    private record Epoch(double macroF1, List<Integer> wrong) {}

    private static Epoch epoch(double macroF1, int[]... wrong) {
        return new Epoch(macroF1, java.util.Arrays.stream(wrong).flatMapToInt(IntStream::of).sorted().boxed().toList());
    }

    private static int[] wrong(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    private static int chosen(Epoch... epochs) {
        return EpochChoice.of(IntStream.range(0, epochs.length)
                .mapToObj(i -> new EpochResult(i + 1, i + 1, 1, new Validation.OneLabel(0.3, 0.9, epochs[i].macroF1()),
                        Duration.ofSeconds(1)))
                .toList(), IntStream.range(0, epochs.length).mapToObj(i -> epochs[i].wrong()).toList(),
                Metric.MACRO_F1);
    }
}
