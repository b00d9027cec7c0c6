package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.testing.LoopbackHub;
import dev.retort.testing.ParquetFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The main job with texts and base model from the hub.
class HubRunTest {
    private static final String CANARY = "hf_canary0123456789";

    @TempDir
    Path directory;

    private LoopbackHub loopback;
    private TinyWorkspace workspace;

    @BeforeEach
    void start() throws Exception {
        loopback = LoopbackHub.start();
        workspace = TinyWorkspace.in(directory.resolve("ws"),
                "  - {name: simple, host: replay, recording: answers.jsonl, model: m, prompt: simple, votes: 1}\n");
        Files.delete(workspace.file("texts.csv"));
        workspace.write("answers.jsonl", TinyWorkspace.recording(60));
        String yaml = Files.readString(workspace.file("retort.yaml"));
        workspace.write("retort.yaml", yaml
                .replaceFirst("(?s)data:\n.*?teachers:", """
                        data:
                          hub: acme/news
                          columns: {id: id, text: sentence, label: label}
                          label-source: expert
                        teachers:""")
                .replaceFirst("base: '[^']*'", "base: acme/tiny, revision: v1"));
        loopback.put("datasets/acme/news", "main",
                Map.of("README.md", "---\nlicense: cc-by-4.0\n---\n".getBytes(StandardCharsets.UTF_8)));
        loopback.put("datasets/acme/news", "refs/convert/parquet",
                Map.of("default/train/0000.parquet", rows(false), "default/test/0000.parquet", rows(true)));
        Map<String, byte[]> base = new HashMap<>();
        try (Stream<Path> files = Files.list(TinyWorkspace.base())) {
            for (Path file : files.toList()) {
                base.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        base.put("README.md", "---\nlicense: apache-2.0\n---\n".getBytes(StandardCharsets.UTF_8));
        loopback.put("models/acme/tiny", "v1", base);
    }

    private byte[] rows(boolean tested) throws Exception {
        String values = IntStream.range(0, 60).filter(number -> tested == (number % 3 == 2))
                .mapToObj(number -> "('%s', '%s', %d)".formatted(TinyWorkspace.text(number), TinyWorkspace.id(number),
                        TinyWorkspace.isGood(number) ? 0 : 1))
                .collect(Collectors.joining(", "));
        return ParquetFiles.labelled(directory.resolve("made.parquet"), values, List.of("good", "bad"));
    }

    @AfterEach
    void stop() {
        loopback.close();
    }

    private Session retort(Map<String, String> more, String... arguments) {
        Map<String, String> variables = new HashMap<>(Map.of("HF_ENDPOINT", loopback.endpoint().toString(), "HF_HOME",
                directory.resolve("hf").toString(), "HF_TOKEN", CANARY, "XDG_CACHE_HOME",
                directory.resolve("caches").toString()));
        variables.putAll(more);
        return Session.with(variables, "", arguments);
    }

    @Test
    void checkShowsWhereTextsAreFromAndTheirLicence() {
        Session session = retort(Map.of(), "check", workspace.dir().toString());

        assertThat(session.status()).as(session.err()).isZero();
        assertThat(session.out()).contains("60 texts (40 train, 0 validation, 20 test), 60 with reference labels")
                .containsPattern(
                        "note: from the hub: acme/news \\(default, train\\), licence cc-by-4\\.0, commit [0-9a-f]{12}")
                .containsPattern("note: from the hub: acme/news \\(default, test\\), licence cc-by-4\\.0");
        assertThat(session.err()).containsPattern("fetch +acme/news: 2 files, ");
    }

    @Test
    void runDistilsFromTheHubAndKeepsWhereItCameFrom() throws Exception {
        Session first = retort(Map.of(), "run", workspace.dir().toString());

        assertThat(first.status()).as(first.err()).isZero();
        assertThat(first.err()).containsPattern("fetch +acme/tiny: \\d files, ")
                .contains("note      from the hub: acme/news (default, train), licence cc-by-4.0");
        Path student = onlyStudent();
        JsonNode record = JsonMapper.shared().readTree(Files.readString(student.resolve("retort.json")));
        assertThat(record.at("/base/name").asString()).isEqualTo("acme/tiny");
        assertThat(record.at("/base/licence").asString()).isEqualTo("apache-2.0");
        assertThat(record.at("/base/revision").asString()).matches("[0-9a-f]{40}");
        assertThat(record.at("/provenance/data-from-hub/0/repository").asString()).isEqualTo("acme/news");
        assertThat(record.at("/provenance/data-from-hub/0/licence").asString()).isEqualTo("cc-by-4.0");
        assertThat(record.at("/provenance/data-from-hub/0/commit").asString()).matches("[0-9a-f]{40}");
        assertThat(student.resolve("README.md")).content().contains("license: apache-2.0", "base_model: acme/tiny",
                "acme/news (default, train), licence cc-by-4.0");
        loopback.forget();

        Session again = retort(Map.of("HF_HUB_OFFLINE", "1"), "run", workspace.dir().toString());

        assertThat(again.status()).as(again.err()).isZero();
        assertThat(again.err()).contains("nothing new");
        assertThat(loopback.seen()).isEmpty();
        assertThat(first.out() + first.err() + again.out() + again.err()).doesNotContain("canary");
    }

    private Path onlyStudent() throws Exception {
        try (Stream<Path> students = Files.list(workspace.file("students"))) {
            return students.toList().getFirst();
        }
    }

    @Test
    void aBaseThatIsGatedIsOneLine() {
        loopback.trouble(request -> request.path().startsWith("/api/models/"), 9,
                LoopbackHub.Trouble.status(401, "GatedRepo"));

        Session session = retort(Map.of("HF_TOKEN", ""), "run", workspace.dir().toString());

        assertThat(session.status()).isEqualTo(1);
        assertThat(session.err().lines().toList().getLast()).startsWith(
                "retort: model 'acme/tiny' is gated; accept its terms at " + loopback.endpoint()
                        + "/acme/tiny and set");
    }

    @Test
    void aDataSetThatIsMissingIsOneLineWithItsPlace() throws Exception {
        workspace.write("retort.yaml",
                Files.readString(workspace.file("retort.yaml")).replace("acme/news", "acme/none"));

        Session session = retort(Map.of(), "check", workspace.dir().toString());

        assertThat(session.status()).isEqualTo(1);
        assertThat(session.err().lines()).singleElement().asString()
                .startsWith("retort: retort.yaml:7: data set 'acme/none': the hub at 127.0.0.1:");
    }

    @Test
    void wordsOfADownload() {
        assertThat(FetchWords.line(new dev.retort.hub.HubEvent.Fetching("acme/tiny", "model.safetensors", 120_000_000,
                438_000_000, 35_100_000)))
                .isEqualTo("acme/tiny: model.safetensors, 120 MB of 438 MB, 35.1 MB/s, 9s left");
        assertThat(FetchWords.bytes(999)).isEqualTo("999 B");
        assertThat(FetchWords.bytes(45_000)).isEqualTo("45 kB");
        assertThat(FetchWords.bytes(1_340_000_000)).isEqualTo("1.34 GB");
    }
}
