package dev.retort.annotate;

import static dev.retort.testing.Teachers.SENTIMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.dataset.Example;
import dev.retort.hosts.Hosts;
import dev.retort.hosts.Recording;
import dev.retort.prompt.TokenCounter;
import dev.retort.store.Store;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.Ask;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Teacher;
import dev.retort.testing.Teachers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The example that comes with the project: 1,335 texts with recorded answers.
class ReplayRunTest {
    private static final Path BRIEFS = Path.of(System.getProperty("retort.root", ".."))
            .resolve("examples/market-briefs");
    private static final Path ANSWERS = BRIEFS.resolve("answers.jsonl");

    @TempDir
    Path directory;

    private static Ask ask(String name, PromptStyle style, int votes, Path recording) {
        return new Ask(new Teacher(name, new HostSettings.Replay(recording), "recorded-llm", style, Optional.empty(),
                Sampling.DEFAULT, Optional.empty()), votes);
    }

    private static List<Ask> asks(Path recording) {
        return List.of(ask("simple", PromptStyle.SIMPLE, 1, recording), ask("cot", PromptStyle.COT, 3, recording));
    }

    /// Only the ids matter to a recording.
    private static List<Example> texts() throws IOException {
        try (var lines = Files.lines(BRIEFS.resolve("texts.csv"))) {
            return lines.skip(1).map(line -> line.substring(0, line.indexOf(',')))
                    .map(id -> Teachers.example(id, "Text of " + id)).toList();
        }
    }

    private static AnnotateSummary run(Assignment assignment, Store store) throws InterruptedException {
        try (var hosts = new Hosts(variable -> Optional.empty(), InstantSource.system())) {
            return new Annotator(assignment, AnnotateOptions.DEFAULT, new Surroundings(hosts, AnswerJournal.of(store),
                    RunClock.system(), new SplittableRandom(1)), event -> {}).run();
        }
    }

    @Test
    void replaysRecordsAndReplaysAgain() throws Exception {
        var assignment = new Assignment(SENTIMENT, asks(ANSWERS), texts());
        Path recorded = directory.resolve("recorded.jsonl");
        try (var store = Store.open(directory.resolve("retort.db"))) {
            var summary = run(assignment, store);

            assertThat(summary.complete()).isTrue();
            assertThat(summary.teachers()).extracting(TeacherSummary::answered).containsExactly(1335L, 4005L);
            assertThat(summary.teachers().getFirst().latencies().quantile(0.5)).isEmpty();
            assertThat(run(assignment, store).sends()).isZero();
            assertThat(new Recorder(assignment, store::answers).write(recorded)).isEqualTo(5340);
        }

        var again = new Assignment(SENTIMENT, asks(recorded), texts());
        try (var store = Store.open(directory.resolve("again.db"));
                var original = Recording.open(ANSWERS)) {
            assertThat(run(again, store).complete()).isTrue();
            int compared = 0;
            for (Ask ask : again.asks()) {
                var questions = Questions.of(SENTIMENT, ask);
                for (Example text : again.examples()) {
                    for (var question : questions.about(text)) {
                        var expected = original.find("recorded-llm", ask.teacher().style().word(), text.id(),
                                question.key().vote()).orElseThrow();
                        assertThat(store.answer(question.key()).orElseThrow().raw()).isEqualTo(expected.answer());
                        compared++;
                    }
                }
            }
            assertThat(compared).isEqualTo(5340);
        }
    }

    @Test
    void aMovedWorkspaceAsksNothingAgain() throws Exception {
        Path moved = Files.copy(ANSWERS, directory.resolve("elsewhere.jsonl"));
        var texts = texts().subList(0, 50);
        try (var store = Store.open(directory.resolve("retort.db"))) {
            run(new Assignment(SENTIMENT, asks(ANSWERS), texts), store);

            assertThat(run(new Assignment(SENTIMENT, asks(moved), texts), store).sends()).isZero();
        }
    }

    @Test
    void whatTheRecordingLacksIsNamedAndAskedAgainNextTime() throws Exception {
        Path partial = directory.resolve("partial.jsonl");
        var lines = new ArrayList<>(Files.readAllLines(ANSWERS).subList(0, 40));
        String lacking = lines.remove(6);
        assertThat(lacking).contains("\"mb-0002\"", "\"cot\"", "\"vote\": 2");
        Files.write(partial, lines);
        var assignment = new Assignment(SENTIMENT, asks(partial), texts().subList(0, 10));
        try (var store = Store.open(directory.resolve("retort.db"))) {
            var summary = run(assignment, store);

            assertThat(summary.teachers().getLast().missing()).isEqualTo(1);
            assertThat(store.troubles()).singleElement().satisfies(trouble -> assertThat(trouble.message()).isEqualTo(
                    partial + " has no answer of 'recorded-llm' for id 'mb-0002', prompt 'cot', vote 2"));
            Files.writeString(partial, Files.readString(partial) + lacking + "\n");
            assertThat(run(assignment, store).complete()).isTrue();
            assertThat(store.troubles()).isEmpty();
        }
    }

    /// The forecast's assumption about the length of answers, against real ones.
    @Test
    void recordedAnswersAreAboutAsLongAsForecast() throws Exception {
        var counter = TokenCounter.forModel("gpt-4");
        double[] tokens = new double[2];
        int[] counts = new int[2];
        var json = JsonMapper.builder().build();
        for (String line : Files.readAllLines(ANSWERS)) {
            var node = json.readTree(line);
            int style = node.path("prompt").stringValue().equals("cot") ? 1 : 0;
            tokens[style] += counter.count(node.path("answer").stringValue());
            counts[style]++;
        }

        assertThat(tokens[0] / counts[0]).isCloseTo(Forecast.SIMPLE_ANSWER.mean(), within(2.0));
        assertThat(tokens[1] / counts[1]).isCloseTo(Forecast.COT_ANSWER.mean(), within(15.0));
    }
}
