package dev.retort.train;

import dev.retort.encoder.Classifier;
import dev.retort.encoder.CounterRandom;
import dev.retort.encoder.Dropout;
import dev.retort.student.TrainOptions;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// The loop: epochs of steps, a step learning one or several batches.
final class Epochs {
    private final Classifier model;
    private final WeightUpdate optimizer;
    private final TrainOptions options;
    private final Plan plan;
    private final List<Sample> learn;
    private final List<Sample> validate;
    private final LongSupplier nanoTime;
    private final TrainListener listener;
    private final Schedule schedule;
    private final LossLog log;

    Epochs(Classifier model, WeightUpdate optimizer, TrainOptions options, Plan plan, List<Sample> learn,
            List<Sample> validate, LongSupplier nanoTime, TrainListener listener) {
        this.model = model;
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
        CounterRandom random = CounterRandom.of(options.seed(), 'd', epoch).at(from.dropout());
        Dropout dropout = Dropout.by(random);
        TrainingState now = from;
        for (int step = from.steps() % plan.stepsPerEpoch(); step < steps.size() && !now.finished(); step++) {
            long begin = nanoTime.getAsLong();
            double loss = step(epoch, Arrays.stream(steps.get(step)).mapToObj(learn::get).toList(), dropout, pace);
            long drawn = step + 1 == steps.size() ? 0 : random.position();
            now = now.stepped(loss, drawn, nanoTime.getAsLong() - begin);
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
    private double step(int epoch, List<Sample> texts, Dropout dropout, Pace pace) {
        double rate = schedule.rate(optimizer.steps());
        double loss = gradients(texts, dropout);
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

    /// Leaves the gradients of the weighted mean over all texts of a step in the model's tensors, batch by batch: a
    /// batch's own mean counts by its share of the step's weight, as if all texts had been one batch.
    private double gradients(List<Sample> texts, Dropout dropout) {
        double all = weight(texts);
        double sum = 0;
        for (int from = 0; from < texts.size(); from += options.batchSize()) {
            List<Sample> batch = texts.subList(from, Math.min(from + options.batchSize(), texts.size()));
            try (var _ = new PointerScope()) {
                var input = model.batch(batch.stream().map(Sample::ids).toList());
                Tensor mean = Loss.of(model.forward(input, dropout), batch);
                Tensor loss = batch.size() == texts.size() ? mean : mean.mul(new Scalar(weight(batch) / all));
                loss.backward();
                sum += loss.item_float();
            }
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

    private static double weight(List<Sample> texts) {
        return texts.stream().mapToDouble(Sample::weight).sum();
    }
}
