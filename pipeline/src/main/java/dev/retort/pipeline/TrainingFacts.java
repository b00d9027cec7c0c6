package dev.retort.pipeline;

import dev.retort.store.StudentRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the store's record of a student says about its training, under `provenance`.
///
/// @param bestEpoch from 1
/// @param parity largest difference between a logit of the exported graph and of the trained model
record TrainingFacts(int trainTexts, int validationTexts, int bestEpoch, double parity, String data) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static TrainingFacts read(StudentRecord student) {
        JsonNode json = JSON.readTree(student.provenance());
        return new TrainingFacts(json.path("train-texts").asInt(), json.path("validation-texts").asInt(),
                json.path("best-epoch").asInt(), json.path("parity").asDouble(), json.path("data").asString());
    }

    String json() {
        return JSON.createObjectNode().put("train-texts", trainTexts).put("validation-texts", validationTexts)
                .put("best-epoch", bestEpoch).put("parity", parity).put("data", data).toString();
    }
}
