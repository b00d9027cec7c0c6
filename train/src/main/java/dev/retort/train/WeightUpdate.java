package dev.retort.train;

import dev.retort.encoder.Classifier;
import dev.retort.student.TrainOptions;
import java.io.IOException;
import java.nio.file.Path;

/// What moves the tensors of a model along their gradients.
sealed interface WeightUpdate extends AutoCloseable permits AdamW, FlatAdamW, Sgd {
    static WeightUpdate of(Classifier model, Gradients gradients, TrainOptions options) {
        return switch (options.optimizer()) {
            case ADAMW -> model.device().isCpu()
                    ? new AdamW(model, gradients, options.weightDecay(), options.maxGradNorm(), options.layerDecay())
                    : new FlatAdamW(model, gradients, options.weightDecay(), options.maxGradNorm(),
                            options.layerDecay());
            case SGD -> new Sgd(model, gradients, options.weightDecay(), options.maxGradNorm(), options.layerDecay());
        };
    }

    /// Moves every trained tensor along its gradient and forgets the gradients.
    ///
    /// @return the norm of all gradients before clipping
    double step(double learningRate);

    int steps();

    /// Writes what it keeps for each tensor.
    void save(Path safetensors) throws IOException;

    /// Goes on from what was saved after `stepsTaken` steps.
    void restore(Path safetensors, int stepsTaken) throws IOException;

    @Override
    void close();
}
