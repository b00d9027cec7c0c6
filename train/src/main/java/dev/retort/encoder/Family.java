package dev.retort.encoder;

import dev.retort.base.DebertaV2Config;
import dev.retort.base.EncoderConfig;
import dev.retort.base.ModernBertConfig;
import dev.retort.base.PostNormConfig;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// A kind of encoder with its head: which tensors it has, and its forward pass.
///
/// Shapes in the files of the families: B texts of T tokens in all, the longest of S; H hidden, A heads of D = H / A
/// numbers, I intermediate, V vocabulary, K outputs, one per label. A linear layer keeps its weight as (out, in).
interface Family {
    static Family of(EncoderConfig config) {
        return switch (config) {
            case PostNormConfig kin -> switch (kin.kind()) {
                case BERT -> new Bert(kin);
                case ROBERTA, XLM_ROBERTA -> new Roberta(kin);
                case DISTILBERT -> new DistilBert(kin);
                case ELECTRA -> new Electra(kin);
            };
            case DebertaV2Config deberta -> new DebertaV2(deberta);
            case ModernBertConfig modern -> new ModernBert(modern);
        };
    }

    /// Before the names of the encoder's tensors; a checkpoint without a head leaves it out.
    String prefix();

    /// Name of the word table.
    String words();

    /// All tensors, in the order of the forward pass.
    TensorList tensors(int outputs);

    /// The position of each token of a text, as its table counts them.
    default int[] positions(int[] ids) {
        return IntStream.range(0, ids.length).toArray();
    }

    /// What the encoder makes of each text, (B, H), in the scope that is open.
    Tensor embed(Layers layers, Batch batch, Dropout dropout);

    /// What the head makes of that: unnormalised scores (B, K), in the scope that is open.
    ///
    /// @param embedded (B, H)
    Tensor classify(Layers layers, Tensor embedded, Dropout dropout);
}
