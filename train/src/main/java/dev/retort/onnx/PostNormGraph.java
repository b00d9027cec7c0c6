package dev.retort.onnx;

import static dev.retort.onnx.Graph.attribute;

import dev.retort.base.Checkpoint;
import dev.retort.base.PostNormConfig;
import dev.retort.safetensors.SafetensorsException;
import java.util.List;
import java.util.stream.IntStream;

/// A classifier of BERT's kin as a graph: B texts of S tokens in, logits (B, labels) out, and the hidden state of the
/// first token (B, hidden), which the head reads; or its encoder alone, which gives the latter. Inputs are those that the model tells apart: RoBERTa and
/// DistilBERT take no token types.
///
/// Only the first token is needed after the last layer, so that layer's query, output and feed-forward parts run on that
/// token alone, which changes nothing but the work. Everything else is written as exporters for PyTorch write it, since
/// that is what runtimes recognise: ONNX Runtime fuses the scale into the product of queries and keys, and the bias with
/// the five operators of gelu. (Its fused attention it finds only below operator set 13.)
final class PostNormGraph {
    private final PostNormConfig config;
    private final String encoder;
    private final Graph graph = new Graph("retort");
    private final GraphParts parts;

    PostNormGraph(PostNormConfig config, Checkpoint weights) {
        this.config = config;
        this.encoder = switch (config.kind()) {
            case BERT -> "bert.";
            case ROBERTA, XLM_ROBERTA -> "roberta.";
            case DISTILBERT -> "distilbert.";
            case ELECTRA -> "electra.";
        };
        this.parts = new GraphParts(graph, weights, encoder, Products.float32(graph));
    }

    /// @throws SafetensorsException if a weight is missing
    /// @throws IllegalArgumentException if one has another shape than the config tells
    Graph classifier() throws SafetensorsException {
        return classifier(parts.embedding(hidden()));
    }

    /// The same with matrix products in int8, for ONNX Runtime on CPUs. Token types are no input: those of single texts
    /// are all 0.
    ///
    /// @throws SafetensorsException if a weight is missing
    /// @throws IllegalArgumentException if one has another shape than the config tells
    Graph int8Classifier() throws SafetensorsException {
        String ids = graph.input("input_ids", "batch_size", "sequence_length");
        String mask = graph.input("attention_mask", "batch_size", "sequence_length");
        String first = new PostNormInt8Layers(parts, config).firstTokens(
                IntStream.range(0, config.layers()).mapToObj(this::layer).toList(), embeddings(ids, false, true),
                parts.attentionBias(mask));
        return classifier(graph.node("Identity", GraphParts.EMBEDDING, List.of(first)));
    }

    /// @param first shape (B, hidden)
    private Graph classifier(String first) throws SafetensorsException {
        switch (config.kind()) {
            case BERT -> classify(first, "bert.pooler.dense", "Tanh", "classifier");
            case ROBERTA, XLM_ROBERTA -> classify(first, "classifier.dense", "Tanh", "classifier.out_proj");
            case DISTILBERT -> classify(first, "pre_classifier", "Relu", "classifier");
            case ELECTRA -> classify(first, "classifier.dense", "gelu", "classifier.out_proj");
        }
        return parts.classifier(config.labels().size(), config.hiddenSize());
    }

    /// @throws SafetensorsException if a weight is missing
    /// @throws IllegalArgumentException if one has another shape than the config tells
    Graph sentenceEncoder() throws SafetensorsException {
        return parts.sentenceEmbedding(hidden(), config.hiddenSize());
    }

    /// @return shape (B, 1, hidden)
    private String hidden() throws SafetensorsException {
        String ids = graph.input("input_ids", "batch_size", "sequence_length");
        String mask = graph.input("attention_mask", "batch_size", "sequence_length");
        String hidden = embeddings(ids, !config.kind().countsFromPad(), false);
        String bias = parts.attentionBias(mask);
        for (int layer = 0; layer < config.layers(); layer++) {
            hidden = layer(layer).nodes(parts, config, hidden, bias, layer == config.layers() - 1);
        }
        return hidden;
    }

    private PostNormLayerNodes layer(int layer) {
        return config.kind() == PostNormConfig.Kind.DISTILBERT
                ? PostNormLayerNodes.ofDistilBert(encoder + "transformer.layer.%d.".formatted(layer))
                : PostNormLayerNodes.ofBert(encoder + "encoder.layer.%d.".formatted(layer));
    }

    /// @param types whether token types are an input, where the model tells them apart; RoBERTa has a table of them, of
    ///         which it only ever uses the first
    /// @param normedByRow whether the norm is that of [RowNorms]
    /// @return shape (B, S, hidden)
    private String embeddings(String ids, boolean types, boolean normedByRow) throws SafetensorsException {
        int size = config.embeddingSize();
        String prefix = encoder + "embeddings.";
        String words = graph.node("Gather", prefix + "words",
                List.of(parts.weight(prefix + "word_embeddings.weight", config.vocabSize(), size), ids));
        String meanings = config.typeVocabSize() == 0 ? words : withTypes(prefix, words, types);
        String positions = config.kind().countsFromPad()
                ? countedPositions(prefix, ids)
                : positions(prefix, ids);
        String sum = graph.node("Add", prefix + "sum", List.of(meanings, positions));
        String norm = prefix + "LayerNorm";
        String normed = normedByRow
                ? parts.layerNormByRow(norm, sum, size, config.layerNormEps())
                : parts.layerNorm(norm, sum, size, config.layerNormEps());
        return size == config.hiddenSize()
                ? normed
                : parts.dense(encoder + "embeddings_project", normed, size, config.hiddenSize());
    }

    private String withTypes(String prefix, String words, boolean types) throws SafetensorsException {
        String type = types
                ? graph.input("token_type_ids", "batch_size", "sequence_length")
                : graph.integers("index_0", 0);
        String kinds = graph.node("Gather", prefix + "types", List.of(parts.weight(
                prefix + "token_type_embeddings.weight", config.typeVocabSize(), config.embeddingSize()), type));
        return graph.node("Add", prefix + "words_types", List.of(words, kinds));
    }

    /// The first S rows of the table (S, embedding).
    private String positions(String prefix, String ids) throws SafetensorsException {
        String length = graph.node("Shape", prefix + "length", List.of(ids), attribute("start", 1L),
                attribute("end", 2L));
        return graph.node("Slice", prefix + "positions", List.of(positionTable(prefix),
                graph.integers("axis_0", 0), length, graph.integers("axis_0", 0)));
    }

    /// The rows (B, S, embedding) at pad id + running count of ids that are not the pad id; at a pad id, that id's row.
    private String countedPositions(String prefix, String ids) throws SafetensorsException {
        String pad = graph.integers("pad_id", config.padTokenId());
        String isPad = graph.node("Equal", prefix + "is_pad", List.of(ids, pad));
        String counts = graph.node("Cast", prefix + "counts",
                List.of(graph.node("Not", prefix + "is_token", List.of(isPad))), attribute("to", 7L)); // int64
        String running = graph.node("CumSum", prefix + "running", List.of(counts, graph.integer("along_1", 1)));
        String tokensOnly = graph.node("Mul", prefix + "count", List.of(running, counts));
        String rows = graph.node("Add", prefix + "position_ids", List.of(tokensOnly, pad));
        return graph.node("Gather", prefix + "positions", List.of(positionTable(prefix), rows));
    }

    private String positionTable(String prefix) throws SafetensorsException {
        return parts.weight(prefix + "position_embeddings.weight", config.positionRows(), config.embeddingSize());
    }

    /// @param first shape (B, hidden)
    private void classify(String first, String dense, String activation, String output) throws SafetensorsException {
        int size = config.hiddenSize();
        String sum = parts.gemm(dense + "/sum", dense, first, size, size);
        String activated = activation.equals("gelu")
                ? parts.gelu(dense, sum)
                : graph.node(activation, dense + "/activated", List.of(sum));
        parts.gemm("logits", output, activated, size, config.labels().size());
    }
}
