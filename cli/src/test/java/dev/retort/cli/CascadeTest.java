package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.testing.LoopbackHost;
import dev.retort.testing.LoopbackHost.Reply;
import dev.retort.testing.LoopbackHost.Seen;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `predict` and `serve` with a teacher on loopback that is asked where the student is unsure.
class CascadeTest {
    private static final String KEY = "sk-canary-51aa90be77";
    private static final String NEW = "text\nCompany 900 says profit rose in quarter 1\nCompany 901 says sales shrank in quarter 2\nhum\n";

    @TempDir
    private Path dir;

    /// A trained workspace whose one teacher is asked over HTTP.
    private TinyWorkspace trained(LoopbackHost host, String budget) throws IOException {
        TinyWorkspace workspace = TinyWorkspace.in(dir.resolve("tiny"),
                """
                          - {name: chat, host: openai, base-url: '%s', key-variable: TINY_KEY, model: m, prompt: simple, max-tokens: 16, priced-as: gpt-4o-mini}
                        """
                        .formatted(host.baseUrl()));
        Session session = run("run", workspace.dir().toString());
        assertThat(session.status()).as(session.err()).isZero();
        String yaml = Files.readString(workspace.file("retort.yaml"));
        workspace.write("retort.yaml", yaml.replace("annotate: {", "annotate: {" + budget));
        return workspace;
    }

    private static Session run(String... arguments) {
        return Session.with(Map.of("TINY_KEY", KEY), "", arguments);
    }

    /// Texts of one word have no label.
    private static Reply reply(Seen seen) {
        boolean good = seen.text().contains("rose");
        return LoopbackHost.answer(seen, seen.text().contains("hum") ? "who knows" : good ? "good" : "bad");
    }

    @Test
    void predictTakesTheTeachersLabelWhereItGivesOneAndPaysOnce() throws IOException {
        try (LoopbackHost host = LoopbackHost.start(CascadeTest::reply)) {
            TinyWorkspace workspace = trained(host, "");
            workspace.write("new.csv", NEW);
            int before = host.seen().size();
            Path out = workspace.file("out.csv");

            Session session = run("predict", workspace.dir().toString(), workspace.file("new.csv").toString(), "-o",
                    out.toString(), "--ask-below", "1");

            assertThat(session.status()).as(session.err()).isZero();
            List<String> lines = Files.readAllLines(out);
            assertThat(lines.get(0)).isEqualTo("text,label,probability,p_good,p_bad,by");
            assertThat(lines.get(1)).endsWith(",good,1.000000,1.000000,0.000000,teacher");
            assertThat(lines.get(2)).endsWith(",bad,1.000000,0.000000,1.000000,teacher");
            assertThat(lines.get(3)).startsWith("hum,").endsWith(",student");
            assertThat(session.err()).contains("teacher   asked about 3 texts, labelled 2, for $0.0",
                    "note: 1 unsure texts keep the student's label: no label in what it answered")
                    .doesNotContain(KEY);
            assertThat(host.seen()).hasSize(before + 3);

            Session again = run("predict", workspace.dir().toString(), workspace.file("new.csv").toString(),
                    "--ask-below", "1");
            assertThat(again.rows()).contains(",good,1.000000,1.000000,0.000000,teacher");
            assertThat(host.seen()).as("answers are journaled").hasSize(before + 3);

            Session sure = run("predict", workspace.dir().toString(), workspace.file("new.csv").toString(),
                    "--ask-below", "0.01");
            assertThat(sure.rows().lines().skip(1)).hasSize(3).allSatisfy(
                    line -> assertThat(line).endsWith(",student"));
        }
    }

    @Test
    void theBudgetHoldsAndTheFileIsWholeAllTheSame() throws IOException {
        try (LoopbackHost host = LoopbackHost.start(CascadeTest::reply)) {
            TinyWorkspace workspace = trained(host, "budget: {tokens: 10}, ");
            workspace.write("new.csv", NEW);
            int before = host.seen().size();

            Session session = run("predict", workspace.dir().toString(), workspace.file("new.csv").toString(), "-o",
                    workspace.file("out.csv").toString(), "--ask-below", "1");

            assertThat(session.status()).as(session.err()).isZero();
            assertThat(Files.readAllLines(workspace.file("out.csv"))).hasSize(4).element(1).asString()
                    .endsWith(",student");
            assertThat(session.err())
                    .contains("note: 3 unsure texts keep the student's label: the budget of 10 tokens is used up");
            assertThat(host.seen()).hasSize(before);
        }
    }

    @Test
    void whatCannotBeAskedIsOneLine() throws IOException {
        try (LoopbackHost host = LoopbackHost.start(CascadeTest::reply)) {
            TinyWorkspace workspace = trained(host, "");
            workspace.write("new.csv", NEW);
            String[] predict = {"predict", workspace.dir().toString(), workspace.file("new.csv").toString(),
                    "--ask-below", "0.5"};
            Session noKey = Session.of(predict);
            assertThat(noKey.status()).isEqualTo(ExitStatus.FAILED);
            assertThat(noKey.err()).contains("teacher 'chat'", "TINY_KEY");
            try (var students = Files.list(workspace.file("students"))) {
                Path student = students.filter(Files::isDirectory).findFirst().orElseThrow();
                assertThat(run("predict", student.toString(), workspace.file("new.csv").toString(), "--ask-below",
                        "0.5").err()).contains("no workspace (no retort.yaml), so there is no teacher to ask");
                assertThat(run("serve", student.toString(), "--ask-below", "0.5").err())
                        .contains("no workspace (no retort.yaml), so there is no teacher to ask");
            }
            predict[4] = "1.5";
            assertThat(run(predict).status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run(predict).err())
                    .contains("--ask-below must be a probability above 0, at most 1, got 1.5");
        }
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void serveAnswersWithTheTeachersLabel() throws Exception {
        try (LoopbackHost host = LoopbackHost.start(CascadeTest::reply)) {
            TinyWorkspace workspace = trained(host, "");
            Path err = dir.resolve("err");
            var builder = new ProcessBuilder(ChildProcess.command("serve", workspace.dir().toString(), "--port", "0",
                    "--ask-below", "1"));
            builder.environment().put("TINY_KEY", KEY);
            Process process = builder.redirectError(err.toFile()).start();
            try (BufferedReader out = process.inputReader(); var client = HttpClient.newHttpClient()) {
                String ready = String.valueOf(out.readLine());
                assertThat(ready).as(Files.readString(err)).startsWith("serving tiny on http://");
                String url = ready.replaceAll(".*(http://[^,]+),.*", "$1");
                HttpResponse<String> response = client.send(HttpRequest.newBuilder(URI.create(url + "/"))
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString("{\"inputs\": [\"profit rose at last\", \"hum\"]}")).build(),
                        BodyHandlers.ofString());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body()).startsWith("[[{\"score\":1.0,\"label\":\"good\"}");
                assertThat(response.headers().firstValue("x-teacher-texts")).contains("0");
                assertThat(response.headers().firstValue("x-teacher-missing")).contains("1");
                assertThat(new ProcessBuilder("kill", "-TERM", Long.toString(process.pid())).start().waitFor())
                        .isZero();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).as(Files.readString(err)).isZero();
            } finally {
                process.destroyForcibly();
            }
            assertThat(Files.readString(err)).doesNotContain(KEY);
        }
    }
}
