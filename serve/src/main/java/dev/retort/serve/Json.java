package dev.retort.serve;

import dev.retort.http.Response;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads bodies and writes answers.
final class Json {
    static final String TYPE = "application/json";

    private static final JsonMapper MAPPER = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build();

    private Json() {}

    /// @throws RefusedRequest if the body is no JSON object
    static JsonNode object(byte[] body) {
        try {
            JsonNode tree = MAPPER.readTree(body);
            if (tree.isObject()) {
                return tree;
            }
        } catch (StreamConstraintsException _) {
            throw RefusedRequest.invalid("the body is nested too deeply or has too long a number; write plain JSON");
        } catch (JacksonException broken) {
            throw RefusedRequest.invalid("the body must be JSON in UTF-8, but line %d, column %d is not".formatted(
                    broken.getLocation().getLineNr(), broken.getLocation().getColumnNr()));
        }
        throw RefusedRequest.invalid("the body must be a JSON object, such as {\"inputs\": \"text\"}");
    }

    static Response response(int status, Object value) {
        return Response.of(status, TYPE, MAPPER.writeValueAsBytes(value));
    }

    static String line(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static Response error(int status, ErrorType type, String message) {
        return response(status, new ErrorBody(message, type.word()));
    }

    /// As text-embeddings-inference has it; clients of the Hugging Face inference API read `error`.
    @SuppressWarnings("unused") // its components are read by Jackson
    private record ErrorBody(String error, String error_type) {}

    /// The scores of each text, highest first, equal ones in the order of the labels.
    ///
    /// @param rows raw scores, one row a text
    /// @param given what is written instead for some of the texts, by their places
    static byte[] scores(StudentFacts facts, Call call, List<float[]> rows, Map<Integer, float[]> given) {
        var bytes = new ByteArrayOutputStream(64 * rows.size() * Math.min(call.most(), facts.labels().size()));
        ScoreFunction function = call.function().orElse(ScoreFunction.usual(facts.problemType()));
        try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
            if (call.shape() == Call.Shape.EACH) {
                json.writeStartArray();
            }
            for (int text = 0; text < rows.size(); text++) {
                float[] others = given.get(text);
                write(json, facts.labels(), others == null
                        ? function.of(rows.get(text), facts.temperature())
                        : others, call.most());
            }
            if (call.shape() == Call.Shape.EACH) {
                json.writeEndArray();
            }
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, List<String> labels, float[] scores, int most) {
        int[] order = IntStream.range(0, scores.length).boxed()
                .sorted((one, other) -> Float.compare(scores[other], scores[one])).mapToInt(Integer::intValue)
                .limit(most).toArray();
        json.writeStartArray();
        for (int label : order) {
            json.writeStartObject();
            json.writeNumberProperty("score", scores[label]);
            json.writeStringProperty("label", labels.get(label));
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
