package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.retort.pipeline.Students;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ServeTest {
    private static final Pattern READY = Pattern.compile("serving news on (http://127.0.0.1:\\d+), .*");

    @TempDir
    private Path dir;

    /// A student as infer's tests have it.
    private Path student() throws IOException {
        Path golden = Path.of(System.getProperty("retort.root"), "infer/src/test/resources/golden/bert");
        Path student = Files.createDirectories(dir.resolve("student"));
        Files.createDirectories(student.resolve("onnx"));
        for (String name : List.of("config.json", "tokenizer.json", "tokenizer_config.json", "onnx/model.onnx")) {
            Files.copy(golden.resolve(name), student.resolve(name));
        }
        return student;
    }

    /// What is done with a server that is ready.
    private interface Use {
        void of(Process process, HttpClient client, String server) throws Exception;
    }

    /// Serves a student until `use` is done with it, then ends it by SIGTERM.
    ///
    /// @return what it wrote to standard error
    private String serve(Path student, Use use) throws Exception {
        Path err = dir.resolve("err");
        Process process = new ProcessBuilder(ChildProcess.command("serve", "news=" + student, "--port", "0"))
                .redirectError(err.toFile()).start();
        try (BufferedReader out = process.inputReader(); var client = HttpClient.newHttpClient()) {
            Matcher ready = READY.matcher(String.valueOf(out.readLine()));
            assertThat(ready.matches()).as(Files.readString(err)).isTrue();
            use.of(process, client, ready.group(1));
            signal(process, "TERM");
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(out.readLine()).isNull();
            return Files.readString(err);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void servesAndEndsWithStatus0OnSigterm() throws Exception {
        String err = serve(student(),
                (_, client, server) -> assertThat(predict(client, server).body()).contains("positive"));
        assertThat(err).contains("\"path\":\"/predict\"").doesNotContain("Profit");
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void takesTheStudentAsItIsNowOnSighup() throws Exception {
        assumeThat(hangupIsIgnored()).as("SIGHUP is ignored by whatever started the tests, as nohup does").isFalse();
        Path student = student();
        String err = serve(student, (process, client, server) -> {
            Path config = student.resolve("config.json");
            Files.writeString(config, Files.readString(config).replace("\"positive\"", "\"good\""));
            signal(process, "HUP");
            while (!predict(client, server).body().contains("good")) {
                Thread.onSpinWait();
            }
        });
        assertThat(err).contains("retort: news reloaded");
    }

    /// Children inherit that a signal is ignored, and a JVM then leaves it so.
    private static boolean hangupIsIgnored() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.replaceAll("\\s|SigIgn:", ""), 16) & 1) == 1);
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
    }

    private static HttpResponse<String> predict(HttpClient client, String server)
            throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(server + "/predict")).header("content-type",
                "application/json").POST(BodyPublishers.ofString("{\"inputs\": \"Profit doubled.\"}")).build(),
                BodyHandlers.ofString());
    }

    /// Drift is judged by what the student said of them.
    @Test
    void testTextsOfAWorkspaceAreKnown() throws IOException {
        Path workspace = TinyWorkspace.replaying(dir.resolve("tiny")).dir();
        assertThat(Session.of("run", workspace.toString()).status()).isZero();
        Path student = Students.find(workspace);
        assertThat(Students.testProbabilities(workspace, student)).hasSize(20).allSatisfy(probabilities -> {
            assertThat(probabilities).hasSize(2);
            assertThat(probabilities.get(0) + probabilities.get(1)).isCloseTo(1, within(1e-9));
        });
        assertThat(Students.testProbabilities(student, student)).isEmpty();
    }

    @Test
    void whatCannotBeServedIsOneLine() throws IOException {
        assertOneLine(Session.of("serve", dir.resolve("nothing").toString()), ExitStatus.FAILED, "neither a student");
        Path student = student();
        assertOneLine(Session.of("serve", "a=" + student, "a=" + student), ExitStatus.FAILED,
                "two students are named 'a'");
        assertOneLine(Session.of("serve", "a b=" + student), ExitStatus.FAILED, "got 'a b'");
        assertOneLine(Session.of("serve", student.toString(), "--port", "70000"), ExitStatus.USAGE,
                "port must be from 0 to 65535, got 70000");
        assertOneLine(Session.of("serve", student.toString(), "--threads", "0"), ExitStatus.USAGE, "workers");
        Path keys = Files.writeString(dir.resolve("keys"), "short\n");
        assertOneLine(Session.of("serve", student.toString(), "--keys", keys.toString()), ExitStatus.USAGE,
                "key 1 must be at least 16");
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertOneLine(Session.of("serve", student.toString(), "--port", Integer.toString(taken.getLocalPort())),
                    ExitStatus.FAILED, "cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    private static void assertOneLine(Session session, int status, String words) {
        assertThat(session.err()).hasLineCount(1).startsWith("retort: ").contains(words);
        assertThat(session.status()).isEqualTo(status);
        assertThat(session.out()).isEmpty();
    }
}
