package dev.retort.pipeline;

import dev.retort.train.Fit;
import java.util.Locale;

/// How a training ended, in words.
final class TrainWords {
    private TrainWords() {}

    /// `finished all 3 epochs, took epoch 3, ...` or `stopped early after epoch 7 of 20, because ...; took epoch 7, ...`.
    static String end(Fit fit) {
        int epochs = fit.epochs().size();
        String end = fit.stoppedEarly()
                ? "stopped early after epoch %d of %d, because macro F1 on the held-out texts was not better for %d epoch%s (patience);"
                        .formatted(epochs, fit.options().epochs(), fit.options().patience(),
                                fit.options().patience() == 1 ? "" : "s")
                : epochs == 1 ? "finished its one epoch," : "finished all %d epochs,".formatted(epochs);
        return String.format(Locale.ROOT, "%s took epoch %d, macro F1 %.3f on %,d held-out texts", end,
                fit.bestEpoch(), fit.best().validation().oneLabel().macroF1(), fit.validationTexts());
    }
}
