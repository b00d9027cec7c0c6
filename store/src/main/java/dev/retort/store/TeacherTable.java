package dev.retort.store;

import dev.retort.teacher.Ask;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Structured;
import dev.retort.teacher.Teacher;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The teachers as last asked. Their settings are one JSON object, whose keys are the component names.
final class TeacherTable {
    private TeacherTable() {}

    static void replace(Handle handle, List<Ask> asks) {
        handle.execute("DELETE FROM teacher");
        Batches.insert(handle, """
                INSERT INTO teacher (position, name, votes, settings)
                VALUES (:position, :name, :votes, :settings)""", asks,
                (row, position, ask) -> row.bind("position", position).bind("name", ask.teacher().name())
                        .bind("votes", ask.votes()).bind("settings", settings(ask.teacher()).toString()));
    }

    static List<StoredTeacher> list(Handle handle) {
        return handle.createQuery("SELECT * FROM teacher ORDER BY position").map((row, context) -> read(row)).list();
    }

    private static StoredTeacher read(ResultSet row) throws SQLException {
        String settings = ExactText.read(row, "settings");
        JsonNode json = Columns.JSON.readTree(settings);
        return new StoredTeacher(ExactText.read(row, "name"), row.getInt("votes"),
                json.path("host").path("provider").asString(), json.path("model").asString(),
                PromptStyle.of(json.path("style").asString())
                        .orElseThrow(() -> new SQLException("no prompt style in the settings of a teacher")),
                Optional.ofNullable(json.path("pricedAs").asString(null)), settings);
    }

    private static ObjectNode settings(Teacher teacher) {
        ObjectNode json = Columns.JSON.createObjectNode();
        json.set("host", host(teacher.host()));
        json.put("model", teacher.model()).put("style", teacher.style().word());
        teacher.template().ifPresent(template -> json.put("template", template));
        json.set("sampling", sampling(teacher.sampling()));
        if (teacher.structured() != Structured.NONE) {
            json.put("structured", teacher.structured().word());
        }
        if (teacher.logprobs()) {
            json.put("logprobs", true);
        }
        teacher.pricedAs().ifPresent(model -> json.put("pricedAs", model));
        return json;
    }

    private static ObjectNode host(HostSettings host) {
        ObjectNode json = Columns.JSON.createObjectNode().put("provider", host.word());
        switch (host) {
            case HostSettings.Http http -> {
                json.put("baseUrl", withoutSecrets(http.baseUrl()));
                http.keyVariable().ifPresent(variable -> json.put("keyVariable", variable));
                http.chatTemplate().ifPresent(template -> json.put("chatTemplate", template));
            }
            case HostSettings.Replay(var recording) -> json.put("recording", recording.toString());
        }
        return json;
    }

    /// Scheme, host, port and path: a user or a query may hold a key.
    private static String withoutSecrets(URI url) {
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return "%s://%s%s%s".formatted(url.getScheme(), url.getHost(), port, path);
    }

    private static ObjectNode sampling(Sampling sampling) {
        ObjectNode json = Columns.JSON.createObjectNode();
        sampling.temperature().ifPresent(temperature -> json.put("temperature", temperature));
        sampling.topP().ifPresent(share -> json.put("topP", share));
        sampling.maxTokens().ifPresent(tokens -> json.put("maxTokens", tokens));
        sampling.seed().ifPresent(seed -> json.put("seed", seed));
        return json;
    }
}
