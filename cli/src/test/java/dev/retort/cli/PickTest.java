package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.testing.LoopbackHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// 60 texts, of which 40 are for training: eight different words of news, each with five companies.
class PickTest {
    @TempDir
    private Path dir;

    private static Set<String> answered(Path workspace) {
        return Session.of("answers", "--json", workspace.toString()).out().lines()
                .map(line -> JsonMapper.shared().readTree(line).path("id").asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void annotate(Path workspace, String... more) {
        var arguments = new java.util.ArrayList<>(List.of("annotate", workspace.toString()));
        arguments.addAll(List.of(more));
        Session session = Session.of(arguments.toArray(String[]::new));
        assertThat(session.status()).as(session.err()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "diverse"})
    void theSamePicksEveryTimeAndNothingTwice(String by) throws IOException {
        Path one = TinyWorkspace.replaying(dir.resolve("one")).dir();
        Path other = TinyWorkspace.replaying(dir.resolve("other")).dir();
        annotate(one, "--pick", "8", "--by", by);
        annotate(other, "--pick", "8", "--by", by);

        Set<String> picked = answered(one);
        assertThat(picked).hasSize(8).isEqualTo(answered(other))
                .allSatisfy(id -> assertThat(Integer.parseInt(id.substring(1)) % 3).as("training").isNotEqualTo(2));

        annotate(one, "--pick", "5", "--by", by);
        assertThat(answered(one)).hasSize(13).containsAll(picked);
        annotate(one, "--pick", "100", "--by", by);
        assertThat(answered(one)).hasSize(40);
        annotate(one, "--pick", "1", "--by", by);
        assertThat(answered(one)).hasSize(40);
    }

    @Test
    void theStudentLearnsFromWhatWasPickedAndThenSaysWhereItIsUnsure() throws IOException {
        Path workspace = TinyWorkspace.replaying(dir).dir();
        Session early = Session.of("annotate", "--pick", "4", "--by", "uncertain", workspace.toString());
        assertThat(early.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(early.err())
                .endsWith("retort: picking by uncertainty needs a student, and none has been trained yet;"
                        + " pick by random or diverse first, then 'retort train'\n");

        annotate(workspace, "--pick", "20");
        Session train = Session.of("train", workspace.toString());
        assertThat(train.status()).as(train.err()).isZero();
        assertThat(train.err()).contains("on 20 texts labelled by 'cot'");
        annotate(workspace, "--pick", "4", "--by", "uncertain");
        assertThat(answered(workspace)).hasSize(24);
    }

    @Test
    void onlyThePickedTextsAreAsked() throws IOException {
        try (LoopbackHost host = LoopbackHost.answering(text -> "good")) {
            Path workspace = TinyWorkspace
                    .in(dir, "  - {name: chat, host: openai, base-url: '%s', model: m, votes: 2}\n"
                            .formatted(host.baseUrl()))
                    .dir();
            annotate(workspace, "--pick", "7");
            assertThat(host.seen()).hasSize(14);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"--pick=0 | --pick must be 1 or more texts, got 0",
            "--by=random | --by says which texts --pick takes; give '--pick N' with it",
            "--pick=3 --by=best | --by must be one of random, diverse, uncertain, got 'best'"})
    void wrongPicksAreOneLine(String options, String message) throws IOException {
        Path workspace = TinyWorkspace.replaying(dir).dir();
        var arguments = new java.util.ArrayList<>(List.of("annotate", workspace.toString()));
        arguments.addAll(List.of(options.split(" ")));

        Session session = Session.of(arguments.toArray(String[]::new));
        assertThat(session.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(session.err()).isEqualToIgnoringNewLines(
                "retort: %s; see 'retort annotate --help'".formatted(message));
    }

    /// Of three votes the first two agree, so the third is never asked.
    @Test
    void textsWhoseVotesStoppedEarlyAreAnnotated() throws IOException {
        try (LoopbackHost host = LoopbackHost.answering(text -> "good")) {
            Path workspace = TinyWorkspace.in(dir,
                    "  - {name: chat, host: openai, base-url: '%s', model: m, votes: 3, stop-early: true}\n"
                            .formatted(host.baseUrl()))
                    .dir();
            annotate(workspace, "--pick", "7");
            assertThat(host.seen()).hasSize(14);
            Set<String> first = answered(workspace);

            Session second = Session.of("annotate", workspace.toString(), "--pick", "5");

            assertThat(second.err()).contains("picking 5 of 33 training texts not annotated yet");
            assertThat(host.seen()).hasSize(24);
            assertThat(answered(workspace)).hasSize(12).containsAll(first);
        }
    }

    /// Votes that the recording lacks have trouble recorded. t000 has votes 2 and 3, which differ, and t001 has vote 1
    /// alone; of t003 vote 1 is lacking too, but the two others agree.
    @Test
    void aVoteWithTroubleHasNoAnswerButMayNotBeNeeded() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.in(dir,
                "  - {name: cot, host: replay, recording: answers.jsonl, model: m, prompt: cot, votes: 3, stop-early: true}\n");
        workspace.write("answers.jsonl", TinyWorkspace.recording(60).lines()
                .filter(line -> !line.contains("\"t000\",\"teacher\":\"m\",\"prompt\":\"cot\",\"vote\":1,")
                        && !line.contains("\"t003\",\"teacher\":\"m\",\"prompt\":\"cot\",\"vote\":1,")
                        && !(line.contains("\"t001\",\"teacher\":\"m\",\"prompt\":\"cot\"")
                                && !line.contains("\"vote\":1,")))
                .collect(Collectors.joining("\n")));
        Session.of("annotate", "-q", dir.toString());

        Session again = Session.of("annotate", dir.toString(), "--pick", "1");

        assertThat(again.err()).contains("picking 1 of 2 training texts not annotated yet");
    }
}
