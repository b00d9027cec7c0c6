package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.testing.LoopbackHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bad input: exit status 1, one line on stderr that says what to do, nothing on stdout, and no file touched.
class BadInputTest {
    @TempDir
    private Path dir;

    private void assertRefused(String... words) throws IOException {
        Map<String, String> before = Snapshot.of(dir);
        Session session = Session.of("run", "--quiet", dir.toString());
        assertOneLine(session, words);
        assertThat(Snapshot.of(dir)).as("files").isEqualTo(before);
    }

    private static void assertOneLine(Session session, String... words) {
        assertThat(session.status()).as(session.err()).isEqualTo(ExitStatus.FAILED);
        assertThat(session.err()).hasLineCount(1).contains(words).doesNotContain("internal error", "Exception");
        assertThat(session.out()).isEmpty();
    }

    @Test
    void noSuchWorkspace() {
        assertOneLine(Session.of("run", dir.resolve("nowhere").toString()), "nowhere", "no such workspace",
                "retort init");
        assertThat(dir.resolve("nowhere")).doesNotExist();
    }

    @Test
    void brokenYaml() throws IOException {
        TinyWorkspace.replaying(dir).write("retort.yaml", "version: 1\ntask: [unclosed\n");
        assertRefused("retort.yaml:");
    }

    @Test
    void unknownLabels() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        workspace.write("texts.csv", TinyWorkspace.texts(60, true).replaceFirst(",good,", ",splendid,"));
        assertRefused("texts.csv:2", "splendid");
    }

    @Test
    void emptyFile() throws IOException {
        TinyWorkspace.replaying(dir).write("texts.csv", "");
        assertRefused("texts.csv", "empty");
    }

    @Test
    void textOfTenMegabytes() throws IOException {
        TinyWorkspace.replaying(dir).write("texts.csv",
                TinyWorkspace.texts(60, true) + "long," + "word ".repeat(2_000_000) + ",good,train\n");
        assertRefused("texts.csv:62", "1,048,576");
    }

    @Test
    void binaryFileNamedCsv() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        byte[] noise = new byte[4096];
        new Random(7).nextBytes(noise);
        Files.write(workspace.file("texts.csv"), noise);
        assertRefused("texts.csv");
    }

    @Test
    void nulBytes() throws IOException {
        TinyWorkspace.replaying(dir).write("texts.csv",
                TinyWorkspace.texts(60, true).replaceFirst("Company 4", "Company\0004"));
        assertRefused("texts.csv:6", "NUL");
    }

    @Test
    void storeOfANewerVersion() throws IOException, SQLException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        assertThat(Session.of("annotate", dir.toString()).status()).isZero();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + workspace.file("retort.db"));
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = DELETE");
            statement.execute("PRAGMA user_version = 99");
        }
        assertRefused("retort.db", "newer Retort", "99", "update Retort");
    }

    @Test
    void someoneElsesDatabase() throws IOException {
        TinyWorkspace.replaying(dir).write("retort.db", "my diary, not a database\n".repeat(100));
        assertRefused("retort.db", "not a store of Retort");
    }

    @Test
    void wrongKeyStopsAtOnceAndNamesTheVariable() throws IOException {
        String key = "sk-canary-wrong-5e1b77";
        try (LoopbackHost host = LoopbackHost.start(
                seen -> LoopbackHost.error(401, "invalid_api_key", "Incorrect API key provided: " + key))) {
            TinyWorkspace workspace = TinyWorkspace.in(dir,
                    "  - {name: chat, host: openai, base-url: '%s', key-variable: TINY_KEY, model: m, prompt: simple}\n"
                            .formatted(host.baseUrl()));
            String yaml = Files.readString(workspace.file("retort.yaml"));

            Session session = Session.with(Map.of("TINY_KEY", key), "", "run", "--quiet", dir.toString());

            assertOneLine(session, "chat", "TINY_KEY");
            assertThat(session.err()).doesNotContain(key);
            // those in flight when the first refusal came back, and no more
            assertThat(host.seen()).hasSizeLessThanOrEqualTo(16);
            assertThat(Files.readString(workspace.file("retort.yaml"))).isEqualTo(yaml);
        }
    }

    @Test
    void missingKeyNamesTheVariable() throws IOException {
        TinyWorkspace.in(dir,
                "  - {name: chat, host: openai, base-url: 'http://127.0.0.1:9/v1', key-variable: TINY_KEY, model: m, prompt: simple}\n");
        assertOneLine(Session.of("run", "--quiet", dir.toString()), "chat", "TINY_KEY", "not set");
        assertThat(dir.toFile().list()).containsExactlyInAnyOrder("retort.yaml", "texts.csv");
    }

    @Test
    void noNetwork() throws IOException {
        int port;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        TinyWorkspace.in(dir,
                "  - {name: chat, host: openai, base-url: 'http://127.0.0.1:%d/v1', model: m, prompt: simple}\n"
                        .formatted(port));
        assertOneLine(Session.of("run", "--quiet", dir.toString()), "chat", "127.0.0.1:" + port);
    }

    @Test
    void aRecordingIntoNowhereIsRefusedBeforeAnythingIsAsked() throws IOException {
        TinyWorkspace.replaying(dir);
        Path nowhere = dir.resolve("nowhere");
        assertOneLine(Session.of("annotate", "--quiet", "--record", nowhere.resolve("a.jsonl").toString(),
                dir.toString()), nowhere.toString(), "no such directory", "make it first");
    }

    @Test
    void predictWithoutAStudent() throws IOException {
        TinyWorkspace.replaying(dir);
        assertOneLine(Session.of("predict", dir.toString()), "no student", "retort run");
    }

    @Test
    void predictFromARowWithoutText() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        assertThat(Session.of("run", "--quiet", dir.toString()).status()).isZero();
        workspace.write("new.csv", "headline,when\nProfit rose.,today\n");

        Session session = Session.of("predict", dir.toString(), workspace.file("new.csv").toString());

        assertOneLine(session, "new.csv", "no column 'text'", "headline, when", "--text");
        assertThat(session.rows()).isEmpty();
    }

    @Test
    void labelsInAnotherEncodingAreNotMended() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        Files.write(workspace.file("texts.csv"),
                TinyWorkspace.texts(60, true).replaceFirst("Company 4", "Société 4")
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertRefused("texts.csv:6", "encoding");
    }
}
