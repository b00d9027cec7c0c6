package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.testing.LoopbackHost;
import dev.retort.testing.LoopbackHost.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AnswersTest {
    @TempDir
    private Path dir;

    private static List<JsonNode> lines(Session session) {
        assertThat(session.status()).as(session.err()).isZero();
        return session.out().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
    }

    private void annotateReplay() throws IOException {
        TinyWorkspace.replaying(dir);
        Session session = Session.of("annotate", "-q", dir.toString());
        assertThat(session.status()).as(session.err()).isZero();
    }

    @Test
    void everyVoteIsALineOfJson() throws IOException {
        annotateReplay();

        List<JsonNode> all = lines(Session.of("answers", "--json", dir.toString()));
        assertThat(all).hasSize(240);
        JsonNode first = all.getFirst();
        assertThat(first.path("id").asString()).isEqualTo("t000");
        assertThat(first.path("teacher").asString()).isEqualTo("simple");
        assertThat(first.path("outcome").asString()).isEqualTo("read");
        assertThat(first.at("/value/label").asString()).isEqualTo("bad");
        assertThat(first.at("/reference/label").asString()).isEqualTo("good");
        assertThat(first.path("step").asString()).isEqualTo("single-word");
        assertThat(first.path("raw").asString()).isEqualTo("bad");
        assertThat(all.get(1).path("reason").asString()).isEqualTo("because 1");
    }

    @Test
    void peopleReadTheAnswerAsItCame() throws IOException {
        annotateReplay();

        Session session = Session.of("answers", dir.toString(), "--id", "t007", "--teacher", "cot");
        assertThat(session.out()).isEqualToNormalizingNewlines("""
                t007 (train, expert label bad)
                  Company 7 says orders halved in quarter 4
                  - cot, vote 1: bad (JSON as asked)
                    | {"reason": "because 1", "label": "bad"}
                  - cot, vote 2: bad (JSON as asked)
                    | {"reason": "because 2", "label": "bad"}
                  - cot, vote 3: bad (JSON as asked)
                    | {"reason": "because 3", "label": "bad"}

                """);
    }

    /// In the recording `simple` is wrong on every tenth text, of which those with an even number are good, and the
    /// third vote of `cot` says bad on every seventh.
    @Test
    void disagreementBetweenVotesAndBetweenTeachers() throws IOException {
        annotateReplay();

        assertThat(lines(Session.of("answers", "--json", "--disagreement", dir.toString())))
                .extracting(line -> line.path("id").asString()).containsOnly("t000", "t010", "t014", "t020", "t028",
                        "t030", "t040", "t042", "t050", "t056");
        assertThat(lines(Session.of("answers", "--json", "--disagreement", "--teacher", "cot", dir.toString())))
                .extracting(line -> line.path("id").asString()).containsOnly("t000", "t014", "t028", "t042", "t056");
        assertThat(Session.of("answers", "--disagreement", "--teacher", "simple", dir.toString()).err())
                .isEqualToIgnoringNewLines("No answers like that.");
    }

    @Test
    void theLimitCountsTextsAndSaysThatThereAreMore() throws IOException {
        annotateReplay();

        Session some = Session.of("answers", "--limit", "2", dir.toString());
        assertThat(some.out()).contains("t001 (").doesNotContain("t002");
        assertThat(some.err()).isEqualToIgnoringNewLines("There are more; see all with '--limit 0'.");
        assertThat(Session.of("answers", dir.toString()).out()).contains("t019 (").doesNotContain("t020 (");
        assertThat(Session.of("answers", "--limit", "60", dir.toString()).err()).isEmpty();
    }

    @Test
    void everyKindOfTroubleIsFound() throws IOException {
        try (LoopbackHost host = LoopbackHost.start(seen -> switch (number(seen.text())) {
            case 0 -> LoopbackHost.answer(seen, "I would say it is mixed.");
            case 1 -> LoopbackHost.answer(seen, "I cannot help with that request.");
            case 2 -> LoopbackHost.error(400, "content_filter", "not allowed here");
            case 3 -> LoopbackHost.error(500, "server_error", "try again");
            case 4 -> Reply.of(200, LoopbackHost.answer(seen, "good").body().replace("\"stop\"", "\"length\""));
            default -> LoopbackHost.answer(seen, "good");
        })) {
            TinyWorkspace workspace = TinyWorkspace.in(dir,
                    "  - {name: chat, host: openai, base-url: '%s', model: m}\n".formatted(host.baseUrl()));
            workspace.write("retort.yaml", TinyWorkspace
                    .yaml("  - {name: chat, host: openai, base-url: '%s', model: m}\n".formatted(host.baseUrl()),
                            "expert")
                    .replace("attempts: 6", "attempts: 2").replace("in-flight: 8", "in-flight: 1"));
            Session annotate = Session.with(Map.of(), "", "annotate", dir.toString());
            assertThat(annotate.status()).as(annotate.err()).isZero();

            for (String[] pair : new String[][]{{"unreadable", "t000"}, {"refused", "t001"}, {"rejected", "t002"},
                    {"gave-up", "t003"}, {"truncated", "t004"}}) {
                assertThat(lines(Session.of("answers", "--json", "--trouble", pair[0], dir.toString())))
                        .as(pair[0]).extracting(line -> line.path("id").asString()).containsExactly(pair[1]);
            }
            assertThat(lines(Session.of("answers", "--json", "--trouble", "refused,gave-up", dir.toString())))
                    .hasSize(2);
            assertThat(Session.of("answers", "--trouble", "gave-up", dir.toString()).out())
                    .contains("- chat, vote 1: gave up after 2 attempts", "    ! ", "try again");
        }
    }

    private static int number(String prompt) {
        String last = prompt.substring(prompt.lastIndexOf("Company ") + "Company ".length());
        return Integer.parseInt(last.substring(0, last.indexOf(' ')));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "--trouble | sad | --trouble must be one of unreadable, refused, rejected, gave-up, truncated, got 'sad'",
            "--limit | -1 | --limit must be 0 (all) or more, got -1",
            "--teacher | me | no teacher 'me' in retort.yaml; there are: simple, cot",
            "--id | x | no text has the id 'x'; ids are those of the data files"})
    void wrongFiltersAreOneLine(String option, String value, String message) throws IOException {
        TinyWorkspace.replaying(dir);

        Session session = Session.of("answers", dir.toString(), option, value);
        assertThat(session.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(session.err()).isEqualToIgnoringNewLines(
                "retort: %s; see 'retort answers --help'".formatted(message));
    }

    @Test
    void withoutAStoreTheRemedyIsNamed() throws IOException {
        TinyWorkspace.replaying(dir);

        Session session = Session.of("answers", dir.toString());
        assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(session.err()).endsWith("retort.db: nothing is annotated yet; run 'retort annotate' first\n");
    }
}
