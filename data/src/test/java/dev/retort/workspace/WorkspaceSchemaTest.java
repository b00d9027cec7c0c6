package dev.retort.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.Sampling;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The published schema and the reader know the same keys, and the schema states the code's defaults.
class WorkspaceSchemaTest {

    private static JsonNode schema() throws Exception {
        try (InputStream in = WorkspaceSchemaTest.class.getResourceAsStream("retort-1.schema.json")) {
            return JsonMapper.builder().build().readTree(java.util.Objects.requireNonNull(in));
        }
    }

    /// The keys of every mapping in the schema, by its path as [WorkspaceKeys] writes it.
    private static void gather(JsonNode node, String path, Map<String, Set<String>> keys) {
        if (node.has("properties")) {
            keys.put(path, new TreeSet<>(node.get("properties").propertyNames()));
            assertThat(node.path("additionalProperties").asBoolean(true)).as(path).isFalse();
            node.get("properties").properties().forEach(
                    entry -> gather(entry.getValue(), path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                            keys));
        } else if (node.path("additionalProperties").isObject()) {
            gather(node.get("additionalProperties"), path + ".*", keys);
        }
        if (node.has("items")) {
            gather(node.get("items"), path + "[]", keys);
        }
        node.path("anyOf").forEach(choice -> gather(choice, path, keys));
    }

    @Test
    void schemaAndReaderKnowTheSameKeys() throws Exception {
        var inSchema = new HashMap<String, Set<String>>();
        gather(schema(), "", inSchema);

        var inReader = new HashMap<String, Set<String>>();
        for (WorkspaceKeys keys : WorkspaceKeys.ALL) {
            var names = new TreeSet<>(keys.names());
            names.addAll(keys.aliases().keySet());
            inReader.put(keys.path(), names);
        }

        assertThat(inSchema).isEqualTo(inReader);
    }

    @Test
    void aliasesPointToTheirNames() throws Exception {
        JsonNode student = schema().at("/properties/student/properties");

        WorkspaceKeys.STUDENT.aliases()
                .forEach((alias, name) -> assertThat(student.get(alias).get("$ref").stringValue())
                        .isEqualTo("#/properties/student/properties/" + name));
    }

    @Test
    void theSchemaStatesTheDefaults() throws Exception {
        JsonNode schema = schema();
        AnnotateOptions annotate = AnnotateOptions.DEFAULT;
        Sampling sampling = Sampling.DEFAULT;
        Map<String, Object> options = TrainOptions.DEFAULT.plain();
        for (TrainOption<?> option : TrainOption.all()) {
            JsonNode stated = schema.at("/properties/student/properties/" + option.key() + "/default");
            JsonNode actual = JsonMapper.shared().valueToTree(options.get(option.camelKey()));
            assertThat((stated.isNumber() && stated.asDouble() == actual.asDouble()) || stated.equals(actual))
                    .as("%s: %s in the schema, %s in the code", option, stated, actual).isTrue();
        }
        var defaults = new HashMap<String, Object>();
        defaults.putAll(Map.of("annotate/properties/in-flight", (double) annotate.inFlight(),
                "annotate/properties/attempts", (double) annotate.attempts(),
                "teachers/items/properties/temperature", sampling.temperature().orElseThrow(),
                "teachers/items/properties/top-p", sampling.topP().orElseThrow(),
                "teachers/items/properties/max-tokens", (double) sampling.maxTokens().orElseThrow()));

        defaults.forEach((path, value) -> assertThat(schema.at("/properties/" + path + "/default").asDouble()).as(path)
                .isEqualTo(value));
        assertThat(schema.at("/properties/annotate/properties/timeout/default").stringValue())
                .isEqualTo(annotate.timeout().toSeconds() + "s");
    }

    /// Every key has its line in the reference.
    @Test
    void theReferenceExplainsEveryKey() throws Exception {
        String reference = java.nio.file.Files
                .readString(java.nio.file.Path.of(System.getProperty("retort.root"), "docs/retort.yaml.md"));
        Set<String> unexplained = new HashSet<>();
        for (WorkspaceKeys keys : WorkspaceKeys.ALL) {
            keys.names().stream().filter(name -> !reference.contains("`" + name + "`"))
                    .forEach(name -> unexplained.add(keys.path() + "." + name));
            keys.aliases().keySet().stream().filter(name -> !reference.contains("`" + name + "`"))
                    .forEach(unexplained::add);
        }
        assertThat(unexplained).isEmpty();
    }
}
