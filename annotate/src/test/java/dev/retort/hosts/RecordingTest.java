package dev.retort.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.prompt.Prompt;
import dev.retort.task.Value;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.LabelProbability;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Usage;
import dev.retort.testing.Teachers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingTest {
    private static final String GOOD = "{\"id\":\"a\",\"teacher\":\"m\",\"prompt\":\"cot\",\"vote\":1,\"answer\":\"x\"}";

    @TempDir
    Path directory;

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("answers.jsonl"), content);
    }

    @Test
    void severalTeachersAndPromptsInOneFile() throws IOException {
        var file = file("\ufeff" + GOOD + "\r\n\n" + GOOD.replace("cot", "simple").replace("\"x\"", "\"y\"") + "\n"
                + GOOD.replace("\"m\"", "\"n\"").replace("\"x\"", "\"🙂\\n\"")
                + "\n" + GOOD.replace("1", "2").replace("\"x\"", "\"" + "long ".repeat(2000) + "\""));
        try (var recording = Recording.open(file)) {
            assertThat(recording.teachers()).containsExactly("m", "n");
            assertThat(recording.size()).isEqualTo(4);
            assertThat(recording.find("m", "cot", "a", 1)).map(RecordedAnswer::answer).contains("x");
            assertThat(recording.find("m", "simple", "a", 1)).map(RecordedAnswer::answer).contains("y");
            assertThat(recording.find("n", "cot", "a", 1)).map(RecordedAnswer::answer).contains("🙂\n");
            assertThat(recording.find("m", "cot", "a", 2)).map(RecordedAnswer::answer).contains("long ".repeat(2000));
            assertThat(recording.find("m", "cot", "a", 3)).isEmpty();
            assertThat(recording.find("m", "cot", "b", 1)).isEmpty();
        }
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        var full = new RecordedAnswer("id \"1\"", "m", "cot", 99, "{\"a\": \"é\"}", Optional.of("stop"),
                Optional.of(new Usage(297, 10, 31, 4)), Optional.of(Duration.ofMillis(812).plusNanos(400_000)));
        var bare = new RecordedAnswer("2", "m", "simple", 1, "", Optional.empty(), Optional.empty(), Optional.empty());
        Path file = directory.resolve("out.jsonl");
        try (var writer = RecordingWriter.create(file)) {
            writer.write(full);
            writer.write(bare);
            assertThat(file).doesNotExist();
            writer.finish();
        }

        assertThat(Files.readString(file)).isEqualTo("""
                {"id":"id \\"1\\"","teacher":"m","prompt":"cot","vote":99,"answer":"{\\"a\\": \\"é\\"}",\
                "finish-reason":"stop","latency-ms":812.4,\
                "usage":{"prompt":297,"cached":10,"completion":31,"reasoning":4}}
                {"id":"2","teacher":"m","prompt":"simple","vote":1,"answer":""}
                """);
        try (var recording = Recording.open(file)) {
            assertThat(recording.find("m", "cot", "id \"1\"", 99)).contains(full);
            assertThat(recording.find("m", "simple", "2", 1)).contains(bare);
        }
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void anUnfinishedRecordingLeavesNoTrace() throws IOException {
        Path file = file("before");
        try (var writer = RecordingWriter.create(file)) {
            writer.write(new RecordedAnswer("1", "m", "cot", 1, "x", Optional.empty(), Optional.empty(),
                    Optional.empty()));
        }

        assertThat(file).hasContent("before");
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"not json | not JSON: ",
            "[1] | each line must be a JSON object",
            "{'id':1,'teacher':'m','prompt':'cot','vote':1,'answer':'x'} | 'id' must be a string, got 1",
            "{'id':'a','teacher':'m','prompt':'cot','vote':1} | 'answer' must be a string, got nothing",
            "{'id':'a','teacher':'m','prompt':'cot','vote':0,'answer':'x'} | 'vote' must be a whole number from 1, got 0",
            "{'id':'a','teacher':'m','prompt':'cot','vote':1.5,'answer':'x'} | 'vote' must be a whole number from 1, got 1.5",
            "{'id':'a','teacher':'m','prompt':'cot','vote':1,'answer':'x'} | answers id 'a', teacher 'm', prompt 'cot', vote 1 a second time; keep one of the lines",
            "{'id':'b','teacher':'m','prompt':'cot','vote':1,'answer':'x','latency-ms':-1} | 'latency-ms' must be a number from 0, got -1",
            "{'id':'b','teacher':'m','prompt':'cot','vote':1,'answer':'x','usage':7} | 'usage' must be an object, got 7",
            "{'id':'b','teacher':'m','prompt':'cot','vote':1,'answer':'x','usage':{'prompt':1.5}} | usage 'prompt' must be a whole number from 0, got 1.5"})
    void aBadLineIsNamed(String line, String message) throws IOException {
        Path file = file(GOOD + "\n\n" + line.replace('\'', '"') + "\n");

        assertThatThrownBy(() -> Recording.open(file)).isInstanceOf(Recording.RecordingException.class)
                .hasMessageStartingWith(file + ":3: " + message).message().hasLineCount(1);
    }

    @Test
    void filesThatAreNoRecordings() throws IOException {
        Path binary = directory.resolve("binary");
        Files.write(binary, (GOOD + "\n\u00ff\u00fe\u0000").getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> Recording.open(binary))
                .hasMessage(binary + ":2: not UTF-8; save the recording as UTF-8");
        assertThatThrownBy(() -> Recording.open(directory.resolve("none")))
                .hasMessage(directory.resolve("none") + ": no such recording");
        assertThatThrownBy(() -> Recording.open(directory))
                .hasMessageEndingWith("name a JSONL file of recorded answers");
    }

    @Test
    void theHostSaysWhatIsNotThere() throws Exception {
        Path file = file(GOOD);
        var teacher = new dev.retort.teacher.Teacher("t", new HostSettings.Replay(file), "m", PromptStyle.COT,
                Optional.empty(), Sampling.DEFAULT, Optional.empty());
        try (var hosts = new Hosts(variable -> Optional.empty(), InstantSource.system())) {
            var host = ((HostOpener.Opening.Opened) hosts.open(teacher, Duration.ZERO)).host();

            assertThat(host.send(request("a", 1))).isEqualTo(new HostReply.Answered(
                    List.of(new Choice("x", Optional.empty())), Optional.empty(), Optional.empty(), Limits.UNKNOWN));
            assertThat(host.send(request("b", 2))).isEqualTo(
                    new HostReply.Rejected(new Trouble(Trouble.Kind.NOT_RECORDED,
                            file + " has no answer of 'm' for id 'b', prompt 'cot', vote 2")));
            assertThat(hosts.open(Teachers.teacher("u", new HostSettings.Replay(file), PromptStyle.COT), Duration.ZERO))
                    .isEqualTo(new HostOpener.Opening.Refused(file + " has no answers of 'test-model'; it has: m"));
        }
    }

    private static Request request(String id, int vote) {
        return new Request(new Prompt.Raw("x"), "m", Sampling.DEFAULT, ReplyForm.FREE, PromptStyle.COT, id,
                List.of(vote));
    }

    @Test
    void howProbableALabelWasIsRecorded() throws IOException {
        var others = new LinkedHashMap<Value, Double>();
        others.put(new Value.Choice("neutral"), 0.125);
        var recorded = new RecordedAnswer("1", "m", "cot", 1, "x", Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(new LabelProbability(new Value.Choice("positive"), 0.75, others)));
        Path file = directory.resolve("out.jsonl");
        try (var writer = RecordingWriter.create(file)) {
            writer.write(recorded);
            writer.finish();
        }
        assertThat(Files.readString(file)).contains("\"label-probability\":{\"value\":{\"label\":\"positive\"},"
                + "\"probability\":0.75,\"others\":[{\"value\":{\"label\":\"neutral\"},\"probability\":0.125}]}");
        try (var recording = Recording.open(file)) {
            assertThat(recording.find("m", "cot", "1", 1)).contains(recorded);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"value\":{\"label\":\"a\"}} | 'label-probability': a probability must be from 0 to 1, got nothing",
            "{\"value\":{\"label\":\"a\"},\"probability\":2} | 'label-probability': a probability must be from 0 to 1, got 2.0",
            "0.5 | 'label-probability': not a value: "})
    void aProbabilityThatIsNoneIsNamed(String value, String message) throws IOException {
        Path file = file(GOOD.replace("\"x\"", "\"x\",\"label-probability\":" + value));

        assertThatThrownBy(() -> Recording.open(file)).hasMessageStartingWith(file + ":1: " + message);
    }
}
