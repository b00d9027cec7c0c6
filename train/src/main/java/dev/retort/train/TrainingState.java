package dev.retort.train;

import dev.retort.student.TrainOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How far a training run has got: with weights and moments all that it needs to go on. `state-S.json` of a checkpoint.
///
/// @param version of this format
/// @param steps of the optimizer so far
/// @param since what was learnt since the last evaluation
/// @param bestEpoch the evaluation that the student would be taken from now, from 1; 0 before the first
/// @param finished whether no step is to follow
/// @param epochs the evaluations so far
/// @param wrong for each evaluation the held-out texts, by their place, that it labels otherwise than annotated
record TrainingState(int version, String fingerprint, int steps, Stretch since, int bestEpoch,
        boolean finished, List<EpochResult> epochs, List<List<Integer>> wrong, List<String> drawn) {
    static final int VERSION = 3;

    /// Steps that no evaluation has counted yet.
    ///
    /// @param nanos time they took
    record Stretch(int steps, double lossSum, long nanos) {
        static final Stretch NONE = new Stretch(0, 0, 0);

        Stretch with(double loss, long moreNanos) {
            return new Stretch(steps + 1, lossSum + loss, nanos + moreNanos);
        }
    }

    TrainingState {
        epochs = List.copyOf(epochs);
        wrong = wrong.stream().map(List::copyOf).toList();
        drawn = List.copyOf(drawn);
    }

    static TrainingState fresh(String fingerprint, List<String> drawn) {
        return new TrainingState(VERSION, fingerprint, 0, Stretch.NONE, 0, false, List.of(), List.of(), drawn);
    }

    /// After one more step.
    TrainingState stepped(double loss, long nanos) {
        return new TrainingState(version, fingerprint, steps + 1, since.with(loss, nanos), bestEpoch,
                finished, epochs, wrong, drawn);
    }

    /// After the held-out texts were looked at.
    ///
    /// @param nanos the looking took
    /// @param end whether there are no more steps in any case
    TrainingState evaluated(HeldOut heldOut, long nanos, TrainOptions options, boolean end) {
        var result = new EpochResult(epochs.size() + 1, steps, since.lossSum() / since.steps(), heldOut.validation(),
                Duration.ofNanos(since.nanos() + nanos));
        List<EpochResult> all = Stream.concat(epochs.stream(), Stream.of(result)).toList();
        List<List<Integer>> allWrong = Stream.concat(wrong.stream(), Stream.of(heldOut.wrong())).toList();
        boolean over = end || EpochChoice.waited(all, options.metric(), options.earlyStoppingThreshold()) >= options
                .patience();
        return new TrainingState(version, fingerprint, steps, Stretch.NONE,
                EpochChoice.of(all, allWrong, options.metric()), over, all, allWrong, drawn);
    }

    /// Learning and validating, up to the last evaluation.
    Duration time() {
        return epochs.stream().map(EpochResult::time).reduce(Duration.ZERO, Duration::plus);
    }

    /// The evaluation that the student would be taken from now.
    Optional<EpochResult> taken() {
        return bestEpoch == 0 ? Optional.empty() : Optional.of(epochs.get(bestEpoch - 1));
    }
}
