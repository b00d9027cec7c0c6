package dev.retort.cli;

import dev.retort.train.EpochResult;
import java.util.Locale;

/// The epochs of a training as lines that line up although they are told one after the other.
final class EpochTable {
    private EpochTable() {}

    static String header() {
        return "  %5s  %10s  %13s  %8s  %8s  %7s  %s".formatted("epoch", "train loss", "held-out loss", "accuracy",
                "macro F1", "texts/s", "time");
    }

    /// @param texts learnt in an epoch
    /// @param taken whether the student would now be taken from this epoch
    static String row(EpochResult epoch, int texts, boolean taken) {
        return String.format(Locale.ROOT, "  %5d  %10.3f  %13.3f  %8.3f  %8.3f  %7.0f  %s%s", epoch.epoch(),
                epoch.trainLoss(), epoch.validation().loss(), epoch.validation().oneLabel().accuracy(),
                epoch.validation().oneLabel().macroF1(), texts / Math.max(1e-9, epoch.time().toNanos() / 1e9),
                Screen.time(epoch.time()), taken ? "" : ", not taken");
    }
}
