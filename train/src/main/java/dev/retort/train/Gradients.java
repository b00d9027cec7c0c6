package dev.retort.train;

import dev.retort.encoder.Classifier;
import dev.retort.encoder.CounterRandom;
import dev.retort.encoder.Dropout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// Computes the gradients of a batch: each worker takes its shard forward and back through a replica of the model. The
/// replicas share the weights; their gradients are added up in a fixed order.
final class Gradients implements AutoCloseable {
    private final Workers workers;
    private final List<Classifier> replicas = new ArrayList<>();

    /// @param model its words are narrowed already; belongs to the caller
    Gradients(Classifier model, Workers workers) {
        this.workers = workers;
        try {
            for (int worker = 0; worker < workers.count(); worker++) {
                replicas.add(model.replica());
            }
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    /// Adds the gradients of a batch to those that there are.
    ///
    /// @param weight of all texts of the step, of which the batch may be a part
    /// @param dropout the masks of shard i come from its i-th stream
    /// @return the batch's part of the loss before the update
    double add(List<Sample> batch, double weight, Streams dropout) {
        List<List<Sample>> shards = Shards.of(batch, replicas.size());
        return workers.all(shards.size(), shard -> {
            Classifier model = replicas.get(shard);
            List<Sample> texts = shards.get(shard);
            try (var _ = new PointerScope()) {
                var input = model.batch(texts.stream().map(Sample::ids).toList());
                Tensor loss = Loss.of(model.forward(input, Dropout.by(dropout.of(shard))), texts, weight);
                loss.backward();
                return (double) loss.item_float();
            }
        }).stream().mapToDouble(Double::doubleValue).sum();
    }

    /// Unrelated random streams, one for each shard.
    @FunctionalInterface
    interface Streams {
        CounterRandom of(int shard);
    }

    Workers workers() {
        return workers;
    }

    /// Adds up what the replicas have for a tensor, in their order; to be called once a step.
    ///
    /// @return empty if no text of the step reached the tensor
    Optional<Tensor> addUp(String name) {
        return parts(name).reduce(Tensor::add_);
    }

    /// What [#addUp] came to.
    Optional<Tensor> sum(String name) {
        return parts(name).findFirst();
    }

    private Stream<Tensor> parts(String name) {
        return replicas.stream().map(replica -> replica.trained(name).grad()).filter(Tensor::defined);
    }

    /// Of one tensor.
    void forget(String name) {
        replicas.forEach(replica -> replica.trained(name).mutable_grad().reset());
    }

    @Override
    public void close() {
        replicas.forEach(Classifier::close);
    }
}
