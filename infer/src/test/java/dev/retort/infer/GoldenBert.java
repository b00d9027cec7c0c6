package dev.retort.infer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// What transformers computed for a small random BERT classifier of 64 positions, texts cut to 32 tokens.
final class GoldenBert {
    static final Path DIRECTORY = Path.of("src/test/resources/golden/bert");
    static final int MAX_TOKENS = 32;

    private GoldenBert() {}

    record Case(String text, List<Integer> ids, List<Integer> untruncatedIds, List<Double> logits,
            List<Double> probabilities,
            String predicted) {}

    static JsonObject expected() {
        try {
            return JsonParser.parseString(Files.readString(DIRECTORY.resolve("expected.json"))).getAsJsonObject();
        } catch (IOException missing) {
            throw new IllegalStateException(missing);
        }
    }

    static List<Case> cases() {
        return elements(expected().getAsJsonArray("examples")).map(JsonElement::getAsJsonObject)
                .map(example -> new Case(example.get("text").getAsString(),
                        ints(example.getAsJsonArray("input_ids")),
                        ints(example.getAsJsonArray("untruncated_input_ids")),
                        doubles(example.getAsJsonArray("logits")), doubles(example.getAsJsonArray("probabilities")),
                        example.get("predicted").getAsString()))
                .toList();
    }

    static List<String> texts() {
        return cases().stream().map(Case::text).toList();
    }

    private static List<Integer> ints(JsonArray array) {
        return elements(array).map(JsonElement::getAsInt).toList();
    }

    private static List<Double> doubles(JsonArray array) {
        return elements(array).map(JsonElement::getAsDouble).toList();
    }

    private static Stream<JsonElement> elements(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
