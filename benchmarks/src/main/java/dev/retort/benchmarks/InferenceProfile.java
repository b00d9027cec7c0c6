package dev.retort.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.retort.base.BaseModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Where the time of an int8 batch goes: ONNX Runtime's own profile of MiniLM on one thread, by operator.
final class InferenceProfile {
    private static final int TEXTS = 16;
    private static final int TOKENS = 30;
    private static final int RUNS = 80;
    /// MiniLM's matrices, of which the last layer's run for the first tokens alone but for keys and values.
    private static final double PRODUCTS = 2.0 * TOKENS * TEXTS * 384 * 384 * (5 * 12 + 2)
            + 2.0 * TEXTS * 384 * 384 * 10;

    private final Surroundings surroundings;

    InferenceProfile(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    int run() throws IOException, InterruptedException {
        ObjectNode result = surroundings.head("inference-profile", "benchmarks/run inference-profile");
        Path cache = BaseModels.defaultCache(System.getenv(), Path.of(System.getProperty("user.home")));
        Path student = RandomHead.write(surroundings.scratch().resolve("student"),
                BaseModels.resolve("all-MiniLM-L6-v2", cache));
        try {
            JsonNode events = JsonMapper.shared().readTree(Files.readString(profile(student)));
            Map<String, Double> millis = new HashMap<>();
            for (JsonNode event : events) {
                if (event.path("name").asString("").endsWith("_kernel_time")) {
                    millis.merge(event.at("/args/op_name").asString(), event.path("dur").asDouble() / 1e3 / RUNS,
                            Double::sum);
                }
            }
            double all = millis.values().stream().mapToDouble(Double::doubleValue).sum();
            double products = millis.getOrDefault("MatMulIntegerToFloat", 0.0);
            result.put("tokens", TEXTS * TOKENS).put("millis", Rounds.round(all))
                    .put("int8ProductsMillis", Rounds.round(products))
                    .put("int8ProductsGigaOperationsPerSecond", Rounds.round(PRODUCTS / products / 1e6));
            ObjectNode shares = result.putObject("millisByOperator");
            millis.entrySet().stream().sorted(Map.Entry.comparingByValue(Comparator.reverseOrder())).limit(15)
                    .forEach(one -> shares.put(one.getKey(), Rounds.round(one.getValue())));
        } catch (OrtException broken) {
            throw new IOException(broken);
        }
        System.out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(result));
        return new Verdicts(result).finish(surroundings.root(), "inference-profile");
    }

    private Path profile(Path student) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        var random = new Random(42);
        long[][] ids = new long[TEXTS][];
        long[][] mask = new long[TEXTS][TOKENS];
        for (int text = 0; text < TEXTS; text++) {
            ids[text] = random.longs(TOKENS, 1000, 20_000).toArray();
            Arrays.fill(mask[text], 1);
        }
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.enableProfiling(surroundings.scratch().resolve("profile").toString());
            try (var session = environment.createSession(student.resolve("onnx/model_int8.onnx").toString(), options);
                    var tokens = OnnxTensor.createTensor(environment, ids);
                    var all = OnnxTensor.createTensor(environment, mask)) {
                for (int run = 0; run < RUNS; run++) {
                    session.run(Map.of("input_ids", tokens, "attention_mask", all), Set.of("logits")).close();
                }
                return Path.of(session.endProfiling());
            }
        }
    }
}
