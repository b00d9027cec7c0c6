package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class BaseOriginTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path dir;

    private static ObjectNode config(String name) {
        return JsonMapper.shared().createObjectNode().put("_name_or_path", name);
    }

    private Path directory(String name, String licence) throws IOException {
        Path directory = Files.createDirectories(dir.resolve(name));
        if (!licence.isEmpty()) {
            Files.writeString(directory.resolve("README.md"), "---\nlicense: %s\n---\n".formatted(licence));
        }
        return directory;
    }

    @Test
    void aModelOfTheHubHasItsNameCommitAndStatedLicence() throws IOException {
        var base = BaseOrigin.of("acme/tiny@main", config("/tmp/somewhere"), directory(COMMIT, "cc-by-4.0"));

        assertThat(base).isEqualTo(new StudentRecord.Base("acme/tiny", "cc-by-4.0", Optional.of(COMMIT)));
        assertThat(base.stated().note())
                .isEqualTo("The base model acme/tiny is licensed under cc-by-4.0, as its model card says.");
        assertThat(BaseOrigin.of("acme/tiny", config("x"), directory("a" + COMMIT.substring(1), "")).licence())
                .isEqualTo("other");
    }

    @Test
    void anEmbeddedOrLocalModelIsWhatItsConfigSays() throws IOException {
        assertThat(BaseOrigin.of("bge-small-en-v1.5", config("BAAI/bge-small-en-v1.5"), directory("x", "")))
                .isEqualTo(new StudentRecord.Base("BAAI/bge-small-en-v1.5", "mit", Optional.empty()));
        Path local = directory("local", "gpl-3.0");
        assertThat(BaseOrigin.of(local.toString(), config("acme/other"), local))
                .isEqualTo(new StudentRecord.Base("acme/other", "gpl-3.0", Optional.empty()));
    }

    @Test
    void ofAPathOnlyTheLastNameIsTold() throws IOException {
        Path local = directory("models/acme-tiny", "");
        var unnamed = JsonMapper.shared().createObjectNode();
        assertThat(BaseOrigin.of(local.toString(), unnamed, local).name()).isEqualTo("acme-tiny");
        assertThat(BaseOrigin.of("x", config("/home/somebody/models/tiny/"), local).name()).isEqualTo("tiny");
        assertThat(BaseOrigin.of("x", config("C:\\Users\\somebody\\tiny"), local).name()).isEqualTo("tiny");
        assertThat(BaseOrigin.forOthers("../models/tiny")).isEqualTo("tiny");
        assertThat(BaseOrigin.forOthers("acme/tiny@main")).isEqualTo("acme/tiny@main");
        assertThat(BaseOrigin.forOthers("bge-small-en-v1.5")).isEqualTo("bge-small-en-v1.5");
    }

    /// As Retort wrote it before bases had revisions.
    @Test
    void recordsWithoutARevisionAreRead() {
        assertThat(JsonMapper.shared().readValue("{\"name\": \"acme/tiny\", \"licence\": \"mit\"}",
                StudentRecord.Base.class))
                .isEqualTo(new StudentRecord.Base("acme/tiny", "mit", Optional.empty()));
    }
}
