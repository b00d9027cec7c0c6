package dev.retort.train;

import dev.retort.encoder.Classifier;
import dev.retort.encoder.CounterRandom;
import dev.retort.student.TrainOptions;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/// The loop: epochs of steps, a step learning one or several batches.
final class Epochs {
    private final Classifier model;
    private final Gradients gradients;
    private final WeightUpdate optimizer;
    private final TrainOptions options;
    private final Plan plan;
    private final List<Sample> learn;
    private final List<Sample> validate;
    private final LongSupplier nanoTime;
    private final TrainListener listener;
    private final Schedule schedule;
    private final LossLog log;

    Epochs(Classifier model, Gradients gradients, WeightUpdate optimizer, TrainOptions options, Plan plan,
            List<Sample> learn, List<Sample> validate, LongSupplier nanoTime, TrainListener listener) {
        this.model = model;
        this.gradients = gradients;
        this.optimizer = optimizer;
        this.options = options;
        this.plan = plan;
        this.learn = learn;
        this.validate = validate;
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.schedule = Schedule.of(options, plan.total());
        this.log = new LossLog(options.loggingSteps(), plan.end(), listener);
    }

    /// Trains what is left after `state`, saving checkpoints.
    TrainingState from(TrainingState state, Checkpoints checkpoints) {
        var pace = new Pace(nanoTime, tokensAfter(state.steps()));
        TrainingState now = state;
        while (!now.finished()) {
            now = epoch(now, pace, checkpoints);
        }
        return now;
    }

    /// What is left of the epoch in which `from` stands.
    private TrainingState epoch(TrainingState from, Pace pace, Checkpoints checkpoints) {
        int epoch = plan.epoch(from.steps() + 1);
        List<int[]> steps = order(epoch);
        TrainingState now = from;
        for (int step = from.steps() % plan.stepsPerEpoch(); step < steps.size() && !now.finished(); step++) {
            long begin = nanoTime.getAsLong();
            double loss = step(epoch, Arrays.stream(steps.get(step)).mapToObj(learn::get).toList(), pace);
            now = now.stepped(loss, nanoTime.getAsLong() - begin);
            if (plan.evaluatesAfter(now.steps())) {
                now = evaluate(now, checkpoints);
            } else if (plan.savesAfter(now.steps())) {
                checkpoints.save(now, model::save, optimizer::save);
            }
        }
        return now;
    }

    private TrainingState evaluate(TrainingState state, Checkpoints checkpoints) {
        long begin = nanoTime.getAsLong();
        HeldOut heldOut = HeldOut.of(model, validate);
        TrainingState now = state.evaluated(heldOut, nanoTime.getAsLong() - begin, options,
                state.steps() == plan.end());
        checkpoints.save(now, model::save, optimizer::save);
        listener.on(new TrainEvent.EpochEnded(now.epochs().getLast(), now.bestEpoch() == now.epochs().size()));
        return now;
    }

    /// @param texts of all batches of the step
    /// @return loss before the update
    private double step(int epoch, List<Sample> texts, Pace pace) {
        double rate = schedule.rate(optimizer.steps());
        double loss = gradients(texts);
        double norm = optimizer.step(rate);
        int step = optimizer.steps();
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new TrainingException(
                    "epoch %d, step %d: the loss must stay finite, got %s with gradient norm %s; lower learning-rate %s"
                            .formatted(epoch, step, loss, norm, options.learningRate()));
        }
        pace.learnt(texts.size(), tokens(texts));
        listener.on(new TrainEvent.Stepped(epoch, step, plan.end(), loss, rate, norm, pace.textsPerSecond(),
                pace.left()));
        log.stepped(step, loss, rate);
        return loss;
    }

    /// The gradients of the weighted mean over all texts of a step, batch by batch, as if they had been one batch.
    ///
    /// Dropout follows from seed, step, batch and worker, so that a checkpoint need not keep where it stands.
    private double gradients(List<Sample> texts) {
        double weight = Loss.weight(texts);
        int step = optimizer.steps();
        double sum = 0;
        for (int from = 0; from < texts.size(); from += options.batchSize()) {
            int first = from;
            sum += gradients.add(texts.subList(from, Math.min(from + options.batchSize(), texts.size())), weight,
                    shard -> CounterRandom.of(options.seed(), 'd', step, first, shard));
        }
        return sum;
    }

    private List<int[]> order(int epoch) {
        return BatchOrder.of(learn.size(), plan.textsPerStep(), CounterRandom.of(options.seed(), 'o', epoch));
    }

    private long tokensAfter(int steps) {
        long tokens = tokens(learn) * (plan.end() / plan.stepsPerEpoch());
        int epoch = plan.epoch(steps + 1);
        long learnt = tokens(learn) * (epoch - 1);
        for (int[] step : order(epoch).subList(0, steps % plan.stepsPerEpoch())) {
            learnt += tokens(Arrays.stream(step).mapToObj(learn::get).toList());
        }
        for (int[] step : order(plan.epoch(plan.end())).subList(0, plan.end() % plan.stepsPerEpoch())) {
            tokens += tokens(Arrays.stream(step).mapToObj(learn::get).toList());
        }
        return tokens - learnt;
    }

    private static long tokens(List<Sample> texts) {
        return texts.stream().mapToLong(Sample::tokens).sum();
    }
}
