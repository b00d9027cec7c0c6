package dev.retort.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retort.base.ModernBertConfig.Attention;
import dev.retort.base.ModernBertConfig.Pooling;
import dev.retort.encoder.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModernBertConfigTest {
    private static final Attention GLOBAL = new Attention(160_000, OptionalInt.empty());
    private static final Attention LOCAL = new Attention(10_000, OptionalInt.of(4));

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"config.json", "config_hub_style.json"})
    void bothKeyStylesTellTheSameModel(String file) throws IOException {
        assertThat(read(golden(file))).isEqualTo(new ModernBertConfig(498, 32, 4, 64, 64,
                List.of(GLOBAL, LOCAL, LOCAL, GLOBAL), Pooling.MEAN, 1e-5, 0, 0, 0, 0,
                List.of("negative", "neutral", "positive")));
    }

    /// As transformers has them.
    @Test
    void whatIsLeftOutHasItsDefault() throws IOException {
        ModernBertConfig config = read("""
                {"model_type": "modernbert", "vocab_size": 50368, "hidden_size": 768, "num_attention_heads": 12,
                 "intermediate_size": 1152, "max_position_embeddings": 8192, "num_hidden_layers": 22}""");
        assertThat(config.layers()).hasSize(22).startsWith(GLOBAL, new Attention(10_000, OptionalInt.of(64)),
                new Attention(10_000, OptionalInt.of(64)), GLOBAL);
        assertThat(config.layers().stream().filter(GLOBAL::equals)).hasSize(8);
        assertThat(config.pooling()).isEqualTo(Pooling.CLS);
        assertThat(config.labels()).isEmpty();
        assertThat(config.maxTokens()).isEqualTo(8192);
    }

    @Test
    void localThetaOfNullIsTheGlobalOne() throws IOException {
        String json = golden("config_hub_style.json").replace("\"local_rope_theta\": 10000.0",
                "\"local_rope_theta\": null");
        assertThat(read(json).layers()).contains(new Attention(160_000, OptionalInt.of(4)));
    }

    /// theta^(-2 i / 8) by hand: 10000^0, 10000^-0.25, 10000^-0.5, 10000^-0.75.
    @Test
    void anglesFallGeometrically() {
        assertThat(LOCAL.angles(8)).containsExactly(new float[]{1, 0.1f, 0.01f, 0.001f}, within(1e-9f));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "attention_bias": false | "attention_bias": true | attention_bias 'true' is not supported; supported: false
            "norm_bias": false | "norm_bias": true | norm_bias 'true' is not supported; supported: false
            "classifier_bias": false | "classifier_bias": true | classifier_bias 'true' is not supported; supported: false
            "hidden_activation": "gelu" | "hidden_activation": "silu" | hidden_activation 'silu' is not supported; supported: gelu
            "classifier_activation": "gelu" | "classifier_activation": "tanh" | classifier_activation 'tanh' is not supported; supported: gelu
            "classifier_pooling": "mean" | "classifier_pooling": "max" | classifier_pooling 'max' is not supported; supported: cls, mean
            "num_attention_heads": 4 | "num_attention_heads": 32 | num_attention_heads must divide hidden_size 32 into even parts, got 32
            "num_hidden_layers": 4 | "num_hidden_layers": 5 | layer_types must name 5 layers, as num_hidden_layers says, got 4
            "sliding_attention", | "chunked_attention", | layer_types "chunked_attention" is not supported; supported: full_attention, sliding_attention
            "rope_theta": 160000.0, | "rope_theta": -1, | rope_theta of full_attention must be a number above 0, got -1
            "rope_theta": 10000.0, | "rope_theta": "far", | rope_theta of sliding_attention must be a number above 0, got "far"
            "rope_type": "default" | "rope_type": "yarn" | rope_parameters.full_attention.rope_type 'yarn' is not supported; supported: default
            "vocab_size": 498 | "rope_scaling": {"type": "linear"}, "vocab_size": 498 | rope_scaling {"type":"linear"} is not supported; supported: null
            """)
    void whatIsComputedOtherwiseIsRefused(String from, String to, String rule) throws IOException {
        String json = golden("config.json");
        assertThat(json).contains(from);
        assertThatThrownBy(() -> read(json.replace(from, to))).isInstanceOf(BaseModelException.class)
                .hasMessage("%s: %s", directory.resolve("config.json"), rule);
    }

    private static String golden(String file) throws IOException {
        return Files.readString(Golden.family("modernbert").resolve(file));
    }

    private ModernBertConfig read(String json) throws IOException {
        Files.writeString(directory.resolve("config.json"), json);
        return (ModernBertConfig) EncoderConfig.read(directory);
    }
}
