package dev.retort.train;

import dev.retort.encoder.Classifier;
import dev.retort.encoder.CounterRandom;
import dev.retort.student.TrainOptions;
import dev.retort.train.Checkpoints.State;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/// The loop: epochs of steps.
final class Epochs {
    private final Classifier model;
    private final Gradients gradients;
    private final AdamW optimizer;
    private final TrainOptions options;
    private final List<Sample> learn;
    private final List<Sample> validate;
    private final LongSupplier nanoTime;
    private final TrainListener listener;
    private final LinearSchedule schedule;

    Epochs(Classifier model, Gradients gradients, AdamW optimizer, TrainOptions options, List<Sample> learn,
            List<Sample> validate,
            LongSupplier nanoTime, TrainListener listener) {
        this.model = model;
        this.gradients = gradients;
        this.optimizer = optimizer;
        this.options = options;
        this.learn = learn;
        this.validate = validate;
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.schedule = LinearSchedule.of(options.learningRate(), options.warmupRatio(),
                options.epochs() * BatchOrder.count(learn.size(), options.batchSize()));
    }

    /// Trains the epochs after `state`, saving each.
    State from(State state, Checkpoints checkpoints) {
        long tokens = learn.stream().mapToLong(Sample::tokens).sum();
        var pace = new Pace(nanoTime, tokens * (options.epochs() - state.epoch()));
        State now = state;
        while (!now.finished()) {
            long begin = nanoTime.getAsLong();
            int epoch = now.epoch() + 1;
            double trainLoss = learn(epoch, pace);
            HeldOut heldOut = HeldOut.of(model, validate);
            var result = new EpochResult(epoch, trainLoss, heldOut.validation(),
                    Duration.ofNanos(nanoTime.getAsLong() - begin));
            now = after(now, result, heldOut.wrong());
            checkpoints.save(now, model::save, optimizer::save);
            listener.on(new TrainEvent.EpochEnded(result, now.bestEpoch() == epoch));
        }
        return now;
    }

    private State after(State state, EpochResult result, List<Integer> wrong) {
        State next = state.after(result, wrong, optimizer.steps(), false);
        boolean last = next.epoch() == options.epochs() || next.epochsWithoutBetter() >= options.patience();
        return state.after(result, wrong, optimizer.steps(), last);
    }

    /// @return mean loss of the epoch's batches
    private double learn(int epoch, Pace pace) {
        List<int[]> batches = BatchOrder.of(learn.size(), options.batchSize(),
                CounterRandom.of(options.seed(), 'o', epoch));
        double sum = 0;
        for (int[] members : batches) {
            List<Sample> batch = Arrays.stream(members).mapToObj(learn::get).toList();
            double rate = schedule.rate(optimizer.steps());
            int step = optimizer.steps();
            double loss = gradients.add(batch, shard -> CounterRandom.of(options.seed(), 'd', step, shard));
            double norm = optimizer.step(rate);
            if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                throw new TrainingException(
                        "epoch %d, step %d: the loss must stay finite, got %s with gradient norm %s; lower learning-rate %s"
                                .formatted(epoch, optimizer.steps(), loss, norm, options.learningRate()));
            }
            sum += loss;
            pace.learnt(batch.size(), batch.stream().mapToLong(Sample::tokens).sum());
            listener.on(new TrainEvent.Stepped(epoch, optimizer.steps(), schedule.total(), loss, rate, norm,
                    pace.textsPerSecond(), pace.left()));
        }
        return sum / batches.size();
    }
}
