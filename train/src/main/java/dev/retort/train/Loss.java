package dev.retort.train;

import dev.retort.encoder.Batch;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Cross-entropy against a distribution over the labels: for each text -sum_k t_k log p_k, then the mean weighted by
/// the texts' weights.
final class Loss {
    private Loss() {}

    /// What the weights of a batch add up to.
    static double weight(List<Sample> batch) {
        return batch.stream().mapToDouble(Sample::weight).sum();
    }

    /// @param logits (B, K)
    /// @return a single number, in the scope that is open
    static Tensor of(Tensor logits, List<Sample> samples) {
        return of(logits, samples, weight(samples));
    }

    /// The part that some texts have in the loss of their batch.
    ///
    /// @param logits (B, K)
    /// @param total weight of the whole batch
    static Tensor of(Tensor logits, List<Sample> samples, double total) {
        int labels = samples.getFirst().target().size();
        float[] shares = new float[samples.size() * labels];
        for (int text = 0; text < samples.size(); text++) {
            Sample sample = samples.get(text);
            for (int label = 0; label < labels; label++) {
                shares[text * labels + label] = (float) (sample.target().get(label) * sample.weight() / total);
            }
        }
        Tensor weighted = Batch.floats(shares, samples.size(), labels); // (B, K), adds up to 1
        return torch.log_softmax(logits, 1).mul(weighted).sum().neg();
    }
}
