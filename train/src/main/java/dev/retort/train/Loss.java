package dev.retort.train;

import dev.retort.encoder.Batch;
import dev.retort.encoder.Device;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// What training makes small: for each text as below, then the mean weighted by the texts' weights. With weights of 1
/// these are transformers' losses for the same `problem_type`.
///
/// - single-label: cross-entropy against a distribution over the labels, -sum_k t_k log softmax(z)_k
/// - multi-label: mean over labels of the binary cross-entropy, -t_k log s(z_k) - (1 - t_k) log (1 - s(z_k)), with the
///   sigmoid s
/// - regression: squared error, (z - t)²
final class Loss {
    private Loss() {}

    /// What the weights of a batch add up to.
    static double weight(List<Sample> batch) {
        return batch.stream().mapToDouble(Sample::weight).sum();
    }

    /// @param logits (B, K)
    /// @param samples B of one problem
    /// @return a single number, in the scope that is open
    static Tensor of(Tensor logits, List<Sample> samples) {
        return of(logits, samples, weight(samples));
    }

    /// The part that some texts have in the loss of their batch.
    ///
    /// @param logits (B, K)
    /// @param samples B of one problem
    /// @param total weight of the whole batch
    static Tensor of(Tensor logits, List<Sample> samples, double total) {
        return switch (samples.getFirst().problem()) {
            case SINGLE_LABEL -> torch.log_softmax(logits, 1)
                    .mul(numbers(logits, samples, (sample, k) -> sample.target().get(k) * sample.weight() / total))
                    .sum().neg();
            case MULTI_LABEL -> binary(logits, samples, total);
            case REGRESSION -> logits.sub(numbers(logits, samples, (sample, k) -> sample.target().get(k))).square()
                    .mul(numbers(logits, samples, (sample, k) -> sample.weight() / total)).sum();
        };
    }

    /// log (1 - s(z)) = log s(z) - z, so the cross-entropy is (1 - t) z - log s(z), which does not overflow.
    private static Tensor binary(Tensor logits, List<Sample> samples, double total) {
        Tensor absent = numbers(logits, samples, (sample, k) -> 1 - sample.target().get(k)); // (B, K)
        Tensor shares = numbers(logits, samples,
                (sample, k) -> sample.weight() / total / sample.target().size()); // (B, K), adds up to 1 over the batch
        return absent.mul(logits).sub(torch.log_sigmoid(logits)).mul(shares).sum();
    }

    /// A number for each text and output.
    private interface Entry {
        double of(Sample sample, int k);
    }

    /// @return (B, K), beside the logits
    private static Tensor numbers(Tensor logits, List<Sample> samples, Entry entry) {
        int outputs = samples.getFirst().target().size();
        float[] numbers = new float[samples.size() * outputs];
        for (int text = 0; text < samples.size(); text++) {
            for (int k = 0; k < outputs; k++) {
                numbers[text * outputs + k] = (float) entry.of(samples.get(text), k);
            }
        }
        return Device.beside(logits, Batch.floats(numbers, samples.size(), outputs));
    }
}
