package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.store.Store;
import dev.retort.testing.LoopbackHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Kills runs with SIGKILL at 20 random moments of each phase and goes on: the tables and the student's weights must be
/// those of a run that nobody disturbed, and no journaled answer may be asked for again.
@Tag("slow")
class KilledRunTest {
    private static final int KILLS = 20;
    private static final int TEXTS = 60;
    private static final int IN_FLIGHT = 8;

    /// A phase begins with the line on stderr that starts like this, and lasts about so long.
    enum Phase {
        ANNOTATING("annotate ", 400), TRAINING("train     40 texts", 600), EXPORT("export ", 400), REPORT("report ",
                150);

        private final String line;
        private final int millis;

        Phase(String line, int millis) {
            this.line = line;
            this.millis = millis;
        }
    }

    @TempDir
    private Path dir;

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void goesOnAsIfNothingHadHappened(Phase phase) throws Exception {
        try (LoopbackHost host = LoopbackHost.start(KilledRunTest::answer)) {
            Path undisturbed = workspace("undisturbed", host).dir();
            String expected = figures(finish(undisturbed), undisturbed);
            long seed = System.nanoTime();
            var random = new SplittableRandom(seed);

            int kills = 0;
            int workspaces = 0;
            while (kills < KILLS) {
                Path disturbed = workspace("disturbed-" + workspaces++, host).dir();
                int before = host.seen().size();
                int ofThis = 0;
                while (kills + ofThis < KILLS && killed(disturbed, phase, random.nextInt(phase.millis))) {
                    ofThis++;
                }
                kills += ofThis;
                assertThat(figures(finish(disturbed), disturbed)).as("seed %d", seed).isEqualTo(expected);
                assertThat(host.seen().size() - before).as("requests after %d kills, seed %d", ofThis, seed)
                        .isBetween(TEXTS * 2, TEXTS * 2 + ofThis * IN_FLIGHT);
            }
        }
    }

    private TinyWorkspace workspace(String name, LoopbackHost host) throws IOException {
        return TinyWorkspace.in(dir.resolve(name),
                "  - {name: chat, host: openai, base-url: '%s', model: m, prompt: cot, votes: 2, priced-as: gpt-4o-mini}\n"
                        .formatted(host.baseUrl()));
    }

    private static LoopbackHost.Reply answer(LoopbackHost.Seen seen) {
        boolean good = Stream.of("rose", "grew", "improved", "doubled").anyMatch(seen.text()::contains);
        return LoopbackHost.answer(seen, "{\"reason\": \"as stated\", \"label\": \"%s\"}".formatted(
                good ? "good" : "bad")).after(Duration.ofMillis(20));
    }

    /// Starts a run and kills it so many milliseconds after the phase has begun.
    ///
    /// @return false if it was over before
    private static boolean killed(Path workspace, Phase phase, int millis) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(ChildProcess.command("run", workspace.toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try (var lines = new BufferedReader(
                new InputStreamReader(child.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(phase.line)) {
                    child.waitFor(millis, TimeUnit.MILLISECONDS);
                    break;
                }
            }
            boolean alive = child.isAlive();
            child.destroyForcibly().waitFor();
            return alive;
        }
    }

    private static JsonNode finish(Path workspace) throws Exception {
        ChildProcess.Result result = ChildProcess
                .run(new ProcessBuilder(ChildProcess.command("run", "--quiet", "--json", workspace.toString())));
        assertThat(result.status()).as(result.err()).isZero();
        return JsonMapper.shared().readTree(result.out());
    }

    /// The tables without what a clock measured, and the student's files.
    private static String figures(JsonNode result, Path workspace) throws IOException {
        var figures = new TreeMap<String, String>();
        for (JsonNode contender : result.path("contenders")) {
            String name = contender.path("title").asString();
            figures.put(name + " evaluation", contender.path("evaluation").toString());
            if (contender.path("kind").asString().equals("teacher")) {
                figures.put(name + " dollars", contender.required("dollarsPerMillion").toString());
            }
        }
        try (Store store = Store.open(workspace.resolve("retort.db"))) {
            for (String teacher : List.of("chat")) {
                assertThat(store.votes(teacher)).isNotEmpty();
                figures.put(teacher + " votes", store.votes(teacher).toString());
                figures.put(teacher + " annotations", store.annotations(teacher).toString());
            }
        }
        Path student = Path.of(result.path("student").asString());
        for (String file : List.of("model.safetensors", "onnx/model.onnx", "config.json", "tokenizer.json")) {
            figures.put(file,
                    Integer.toHexString(java.util.Arrays.hashCode(Files.readAllBytes(student.resolve(file)))));
        }
        assertThat(workspace.resolve("reports/index.html")).isNotEmptyFile();
        assertNothingLeftOver(workspace);
        return Map.copyOf(figures).entrySet().stream().sorted(Map.Entry.comparingByKey()).toList().toString();
    }

    private static void assertNothingLeftOver(Path workspace) throws IOException {
        try (Stream<Path> files = Files.walk(workspace)) {
            assertThat(files.map(workspace::relativize).map(Path::toString)
                    .filter(name -> name.endsWith(".tmp") || name.endsWith(".part") || name.contains("retort.db-new")
                            || name.endsWith(".old") || name.contains("train-")))
                    .as("temporary files").isEmpty();
        }
    }
}
