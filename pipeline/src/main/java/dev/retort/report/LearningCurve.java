package dev.retort.report;

import java.util.List;

/// How the student learned.
///
/// @param student its contender
/// @param teacher whose labels it learned, by the name of its contender
/// @param trainTexts texts it learned from
/// @param validationTexts texts held out to choose the epoch; their labels are the annotations, not the reference
/// @param taken the number of the epoch that the student was taken from
public record LearningCurve(String student, String teacher, int trainTexts, int validationTexts, List<Epoch> epochs,
        int taken) {
    public LearningCurve {
        epochs = List.copyOf(epochs);
        int wanted = taken;
        Rules.require(epochs.stream().anyMatch(epoch -> epoch.number() == wanted), "the epoch taken",
                "must be one of the epochs", taken);
    }

    /// One pass over the training set.
    ///
    /// @param number from 1
    /// @param trainLoss mean over the epoch's steps
    /// @param validationLoss after the epoch
    /// @param accuracy on the validation texts
    /// @param macroF1 on the validation texts
    public record Epoch(int number, double trainLoss, double validationLoss, double accuracy, double macroF1) {
        public Epoch {
            Rules.require(number >= 1, "an epoch", "counts from 1", number);
            Rules.amount("training loss", trainLoss);
            Rules.amount("validation loss", validationLoss);
            Rules.share("validation accuracy", accuracy);
            Rules.share("validation macro F1", macroF1);
        }
    }
}
