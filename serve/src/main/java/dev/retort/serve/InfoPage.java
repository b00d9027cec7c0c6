package dev.retort.serve;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What `/info` tells: text-embeddings-inference's keys for the first student, and `models` for all.
final class InfoPage {
    private final ServeOptions options;
    private final String version;

    /// @param version of Retort
    InfoPage(ServeOptions options, String version) {
        this.options = options;
        this.version = version;
    }

    Map<String, Object> of(StudentFacts first, List<StudentFacts> all) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        Map<String, String> names = new TreeMap<>();
        for (int label = 0; label < first.labels().size(); label++) {
            ids.put(first.labels().get(label), label);
            names.put(Integer.toString(label), first.labels().get(label));
        }
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("model_id", first.name());
        info.put("model_sha", null);
        info.put("model_dtype", first.precision());
        info.put("model_type", Map.of("classifier", Map.of("id2label", names, "label2id", ids)));
        info.put("max_concurrent_requests", options.http().maxConnections());
        info.put("max_input_length", first.maxTokens());
        info.put("max_batch_tokens", options.batching().batchTokens());
        info.put("max_batch_requests", null);
        info.put("max_client_batch_size", options.maxTexts());
        info.put("auto_truncate", false);
        info.put("tokenization_workers", options.batching().workers());
        info.put("version", version);
        info.put("models", all.stream().map(InfoPage::model).toList());
        return info;
    }

    static Map<String, Object> model(StudentFacts facts) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("name", facts.name());
        model.put("student", facts.version());
        model.put("problem_type", facts.problemType().word());
        model.put("labels", facts.labels());
        model.put("thresholds", facts.thresholds());
        model.put("temperature", facts.temperature());
        model.put("max_input_length", facts.maxTokens());
        model.put("loaded", facts.loaded().toString());
        return model;
    }
}
