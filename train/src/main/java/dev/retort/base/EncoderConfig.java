package dev.retort.base;

import dev.retort.base.PostNormConfig.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The parts of a model's `config.json` that decide what it computes; one record for each kind of encoder.
public sealed interface EncoderConfig permits PostNormConfig, DebertaV2Config, ModernBertConfig {
    /// Rows of the word table.
    int vocabSize();

    int hiddenSize();

    /// Most tokens of a text, special tokens included.
    int maxTokens();

    /// Class names in the order of the logits, as `id2label` has them; none in a bare base model.
    List<String> labels();

    /// What transformers calls this encoder with a classifier: the `architectures` of its students.
    String architecture();

    /// Reads `config.json` of a model directory.
    ///
    /// @throws BaseModelException if it is missing, broken, or of a kind that is not supported
    static EncoderConfig read(Path directory) {
        Path file = directory.resolve("config.json");
        try {
            return of(new ConfigJson(new JsonMapper().readTree(Files.readString(file))));
        } catch (IOException missing) {
            throw new BaseModelException(
                    "%s: cannot be read; a model directory needs its config.json".formatted(file), missing);
        } catch (JacksonException invalid) {
            throw new BaseModelException("%s: not valid JSON: %s".formatted(file, invalid.getOriginalMessage()),
                    invalid);
        } catch (IllegalArgumentException broken) {
            throw new BaseModelException("%s: %s".formatted(file, broken.getMessage()), broken);
        }
    }

    private static EncoderConfig of(ConfigJson json) {
        String type = json.text("model_type", "");
        return switch (type) {
            case "bert" -> PostNormConfig.bert(json);
            case "roberta" -> PostNormConfig.roberta(Kind.ROBERTA, json);
            case "xlm-roberta" -> PostNormConfig.roberta(Kind.XLM_ROBERTA, json);
            case "distilbert" -> PostNormConfig.distilbert(json);
            case "electra" -> PostNormConfig.electra(json);
            case "deberta-v2" -> DebertaV2Config.of(json);
            case "modernbert" -> ModernBertConfig.of(json);
            default -> throw new IllegalArgumentException(
                    "model_type '%s' is not supported; supported: bert, roberta, xlm-roberta, distilbert, electra, deberta-v2, modernbert"
                            .formatted(type));
        };
    }
}
