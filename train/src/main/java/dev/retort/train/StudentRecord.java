package dev.retort.train;

import dev.retort.encoder.Torch;
import dev.retort.evaluate.Calibration;
import dev.retort.evaluate.LabelThreshold;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import dev.retort.task.Label;
import dev.retort.train.StudentFacts.Figure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `retort.json`: where a student comes from. New fields may be added; a field's meaning does not change within a
/// format version.
///
/// @param format version of this file
/// @param base model that was fine-tuned, with its licence
/// @param options of the training; of a base that is a path, the last name
/// @param calibration what the scores are divided by before softmax; empty if students of this record's time had none
/// @param thresholds by label, in the order of `labels`; empty unless a text may have any number of them
/// @param parity how far ONNX Runtime's scores are from libtorch's
/// @param int8 how far int8 is from float32; empty if students of this record's time had no such export
/// @param versions of what made the student
/// @param provenance whatever the caller adds
record StudentRecord(int format, String name, String created, String task, List<String> labels, String teacher,
        String data, Base base, TrainOptions options, Training training, Optional<Calibration> calibration,
        Optional<List<LabelThreshold>> thresholds, Parity parity, Optional<Int8Parity> int8, List<Figure> figures,
        Optional<String> carbon, Map<String, String> versions, Map<String, Object> provenance) {
    static final int FORMAT = 1;

    /// @param licence SPDX identifier, what its model card states, or `other`
    /// @param revision commit of a model of the hub
    record Base(String name, String licence, Optional<String> revision) {
        /// As the card of the student says it.
        BaseLicence stated() {
            BaseLicence known = BaseLicence.of(name);
            return known.isOther()
                    ? BaseLicence.of(name, Optional.of(licence).filter(word -> !word.equals("other")))
                    : known;
        }
    }

    /// @param newWeights tensors that the base lacked, drawn by seed
    /// @param seed of the training that was taken
    /// @param seeds where several were tried: figures on the held-out texts
    /// @param folds where there was a cross-validation: figures on the texts left out
    /// @param fingerprint of data, options and base: equal fingerprints give equal weights on one machine
    record Training(int texts, int validationTexts, int bestEpoch, List<EpochResult> epochs, double seconds,
            double textsPerSecond, List<String> newWeights, String fingerprint, long seed, Optional<Spread> seeds,
            Optional<Spread> folds) {
        static Training of(Fit fit) {
            return new Training(fit.texts(), fit.validationTexts(), fit.bestEpoch(), fit.epochs(),
                    seconds(fit.time()), fit.textsPerSecond(), fit.drawn(), fit.fingerprint(), fit.seed(),
                    fit.seeds().map(Spread::of), fit.folds().map(Spread::of));
        }

        private static double seconds(Duration time) {
            return time.toMillis() / 1e3;
        }

        Validation validation() {
            return epochs.get(bestEpoch - 1).validation();
        }
    }

    /// Several trainings: their mean and sample standard deviation, and each.
    record Spread(Validation mean, Validation deviation, List<Trials.Trial> each) {
        static Spread of(Trials trials) {
            return new Spread(trials.mean(), trials.deviation(), trials.each());
        }
    }

    /// @param texts compared
    /// @param maxLogitDifference largest difference of any score
    record Parity(int texts, double maxLogitDifference) {}

    static StudentRecord of(Fit fit, Optional<Calibration> calibration, Base base, StudentFacts facts,
            Parity parity, Int8Parity int8) {
        Map<String, String> versions = Map.of("java", Runtime.version().toString(), "libtorch", Torch.version());
        TrainOptions options = fit.options().with(TrainOption.BASE, BaseOrigin.forOthers(fit.options().base()));
        return new StudentRecord(FORMAT, "", "", "", fit.labels(), "", "", base, options, Training.of(fit),
                calibration, fit.thresholds().isEmpty() ? Optional.empty() : Optional.of(fit.thresholds()), parity,
                Optional.of(int8), List.of(), Optional.empty(), versions, Map.of()).with(facts);
    }

    StudentRecord with(StudentFacts facts) {
        List<String> names = facts.labels().stream().map(Label::name).toList();
        if (!names.equals(labels)) {
            throw new IllegalArgumentException(
                    "the facts of student '%s' must have its labels %s in this order, got %s".formatted(facts.name(),
                            labels, names));
        }
        return new StudentRecord(format, facts.name(), facts.created().toString(), facts.task(), labels,
                facts.teacher(), facts.data(), base, options, training, calibration, thresholds, parity,
                int8, facts.figures(), facts.carbon(), versions, facts.provenance());
    }
}
