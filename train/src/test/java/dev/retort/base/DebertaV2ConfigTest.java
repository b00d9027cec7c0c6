package dev.retort.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.encoder.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebertaV2ConfigTest {
    /// `config.json` of deberta-v3-small as its authors published it.
    private static final String V3_SMALL = """
            {"model_type": "deberta-v2", "attention_probs_dropout_prob": 0.1, "hidden_act": "gelu",
             "hidden_dropout_prob": 0.1, "hidden_size": 768, "initializer_range": 0.02, "intermediate_size": 3072,
             "max_position_embeddings": 512, "relative_attention": true, "position_buckets": 256,
             "norm_rel_ebd": "layer_norm", "share_att_key": true, "pos_att_type": "p2c|c2p",
             "layer_norm_eps": 1e-7, "max_relative_positions": -1, "position_biased_input": false,
             "num_attention_heads": 12, "num_hidden_layers": 6, "type_vocab_size": 0, "vocab_size": 128100}
            """;

    @TempDir
    private Path directory;

    @Test
    void readsWhatTheAuthorsPublished() throws IOException {
        assertThat(read(V3_SMALL)).isEqualTo(new DebertaV2Config(128100, 768, 6, 12, 3072, 512,
                new LogBuckets(256, 512), 1e-7, 0.1, 0.1, 0, 0.1, List.of()));
    }

    @Test
    void bothStylesOfKeysMeanTheSame() throws IOException {
        Path golden = Golden.family("deberta-v2");
        EncoderConfig config = EncoderConfig.read(golden);
        assertThat(config).isEqualTo(new DebertaV2Config(344, 32, 2, 4, 64, 64, new LogBuckets(8, 64), 1e-7, 0, 0, 0,
                0, List.of("negative", "neutral", "positive")));
        assertThat(read(Files.readString(golden.resolve("config_hub_style.json")))).isEqualTo(config);
    }

    @Test
    void dropoutsAndDistancesMayBeNamed() throws IOException {
        String named = V3_SMALL.replace("\"max_relative_positions\": -1", "\"max_relative_positions\": 300")
                .replace("{\"model_type\"", "{\"cls_dropout\": 0.25, \"pooler_dropout\": 0.5, \"model_type\"");
        assertThat((DebertaV2Config) read(named)).satisfies(config -> {
            assertThat(config.distances()).isEqualTo(new LogBuckets(256, 300));
            assertThat(config.classifierDropout()).isEqualTo(0.25);
            assertThat(config.poolerDropout()).isEqualTo(0.5);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            "share_att_key": true; "share_att_key": false; share_att_key 'false' is not supported; supported: true
            "share_att_key": true,; ; share_att_key 'false' is not supported; supported: true
            "relative_attention": true; "relative_attention": false; relative_attention 'false' is not supported
            "position_biased_input": false,; ; position_biased_input 'true' is not supported; supported: false
            "norm_rel_ebd": "layer_norm"; "norm_rel_ebd": "none"; norm_rel_ebd 'none' is not supported
            "type_vocab_size": 0; "type_vocab_size": 2; type_vocab_size '2' is not supported; supported: 0
            "vocab_size"; "conv_kernel_size": 3, "vocab_size"; conv_kernel_size '3' is not supported; supported: 0
            "hidden_act": "gelu"; "hidden_act": "silu"; hidden_act 'silu' is not supported; supported: gelu
            "vocab_size"; "pooler_hidden_act": "tanh", "vocab_size"; pooler_hidden_act 'tanh' is not supported
            "vocab_size"; "embedding_size": 128, "vocab_size"; embedding_size '128' is not supported; supported: 768
            "vocab_size"; "attention_head_size": 32, "vocab_size"; attention_head_size '32' is not supported
            "p2c|c2p"; "c2p"; pos_att_type must name c2p and p2c and nothing else, got 'c2p'
            "p2c|c2p"; ["p2c", "c2p", "p2p"]; pos_att_type must name c2p and p2c and nothing else, got 'c2p|p2c|p2p'
            "position_buckets": 256,; ; position_buckets must be a whole number, got nothing
            "position_buckets": 256; "position_buckets": -1; position_buckets must be at least 1, got -1
            heads": 12; heads": 13; num_attention_heads must divide hidden_size 768, got 13
            """)
    void refusesWhatItWouldComputeWrongly(String from, String to, String message) {
        assertThat(V3_SMALL).contains(from);
        assertThatThrownBy(() -> read(V3_SMALL.replace(from, to == null ? "" : to)))
                .isInstanceOf(BaseModelException.class).hasMessageStartingWith(directory.resolve("config.json") + ": ")
                .hasMessageContaining(message);
    }

    private EncoderConfig read(String json) throws IOException {
        Files.writeString(directory.resolve("config.json"), json);
        return EncoderConfig.read(directory);
    }
}
