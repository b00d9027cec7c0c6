package dev.retort.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.base.PostNormConfig.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostNormConfigTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final List<String> LABELS = List.of("negative", "neutral", "positive");

    @TempDir
    private Path directory;

    @Test
    void keysOfEachOfTheKin() {
        assertThat(EncoderConfig.read(GOLDEN.resolve("roberta"))).isEqualTo(new PostNormConfig(Kind.ROBERTA, 500, 32,
                32, 2, 4, 64, 66, 1, 1e-5, 0, 0, 0, 1, LABELS));
        assertThat(EncoderConfig.read(GOLDEN.resolve("xlm-roberta"))).isEqualTo(new PostNormConfig(Kind.XLM_ROBERTA,
                364, 32, 32, 2, 4, 64, 66, 1, 1e-5, 0, 0, 0, 1, LABELS));
        assertThat(EncoderConfig.read(GOLDEN.resolve("distilbert"))).isEqualTo(new PostNormConfig(Kind.DISTILBERT, 360,
                32, 32, 2, 4, 64, 64, 0, 1e-12, 0, 0, 0, 0, LABELS));
        assertThat(EncoderConfig.read(GOLDEN.resolve("electra"))).isEqualTo(new PostNormConfig(Kind.ELECTRA, 333, 16,
                32, 2, 4, 64, 64, 2, 1e-12, 0, 0, 0, 0, LABELS));
    }

    /// 66 rows of which the pad id 1 and the id below are no position of a token.
    @ParameterizedTest
    @CsvSource({"bert, 64, BertForSequenceClassification", "roberta, 64, RobertaForSequenceClassification",
            "xlm-roberta, 64, XLMRobertaForSequenceClassification",
            "distilbert, 64, DistilBertForSequenceClassification", "electra, 64, ElectraForSequenceClassification"})
    void mostTokensAndNameInTransformers(String family, int maxTokens, String architecture) {
        EncoderConfig config = EncoderConfig.read(GOLDEN.resolve(family));
        assertThat(config.maxTokens()).isEqualTo(maxTokens);
        assertThat(config.architecture()).isEqualTo(architecture);
    }

    /// What transformers takes where the file is silent.
    @Test
    void defaultsAreThoseOfTransformers() throws IOException {
        Files.writeString(directory.resolve("config.json"), """
                {"model_type": "distilbert", "vocab_size": 9, "dim": 4, "n_layers": 1, "n_heads": 2, "hidden_dim": 8,
                "max_position_embeddings": 5, "seq_classif_dropout": null}""");
        assertThat(EncoderConfig.read(directory)).isEqualTo(new PostNormConfig(Kind.DISTILBERT, 9, 4, 4, 1, 2, 8, 5, 0,
                1e-12, 0.1, 0.1, 0.2, 0, List.of()));
        Files.writeString(directory.resolve("config.json"), """
                {"model_type": "roberta", "vocab_size": 9, "hidden_size": 4, "num_hidden_layers": 1,
                "num_attention_heads": 2, "intermediate_size": 8, "max_position_embeddings": 5,
                "hidden_dropout_prob": 0.3, "classifier_dropout": null}""");
        assertThat(EncoderConfig.read(directory)).isEqualTo(new PostNormConfig(Kind.ROBERTA, 9, 4, 4, 1, 2, 8, 5, 2,
                1e-12, 0.3, 0.1, 0.3, 1, List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            roberta | "hidden_act": "gelu" | "hidden_act": "gelu_new" | hidden_act 'gelu_new' is not supported; supported: gelu
            roberta | "vocab_size" | "position_embedding_type": "relative_key", "vocab_size" | position_embedding_type 'relative_key' is not supported; supported: absolute
            xlm-roberta | "is_decoder": false | "is_decoder": true | is_decoder 'true' is not supported; supported: false
            xlm-roberta | "is_decoder": false | "is_decoder": 1 | is_decoder must be true or false, got 1
            roberta | "pad_token_id": 1 | "pad_token_id": 65 | pad_token_id must be from 0 to 64, two below max_position_embeddings, got 65
            roberta | "pad_token_id": 1 | "pad_token_id": -1 | pad_token_id must be from 0 to 64, two below max_position_embeddings, got -1
            roberta | "layer_norm_eps": 1e-05 | "layer_norm_eps": "1e-05" | layer_norm_eps must be a number, got "1e-05"
            distilbert | "activation": "gelu" | "activation": "relu" | activation 'relu' is not supported; supported: gelu
            distilbert | "sinusoidal_pos_embds": false | "sinusoidal_pos_embds": true | sinusoidal_pos_embds 'true' is not supported; supported: false
            distilbert | "n_heads": 4 | "n_heads": 5 | n_heads must divide dim 32, got 5
            distilbert | "dropout": 0.0 | "dropout": 1.0 | dropout must be from 0 to below 1, got 1.0
            electra | "embedding_size": 16 | "embedding_size": 0 | embedding_size must be at least 1, got 0
            electra | "hidden_act": "gelu" | "hidden_act": "silu" | hidden_act 'silu' is not supported; supported: gelu
            """)
    void keysThatDecideWhatIsComputedAreChecked(String family, String from, String to, String rule)
            throws IOException {
        String config = Files.readString(GOLDEN.resolve(family).resolve("config.json"));
        assertThat(config).contains(from);
        Files.writeString(directory.resolve("config.json"), config.replace(from, to));
        assertThatThrownBy(() -> EncoderConfig.read(directory)).isInstanceOf(BaseModelException.class)
                .hasMessage("%s: %s", directory.resolve("config.json"), rule);
    }
}
