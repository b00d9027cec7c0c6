package dev.retort.votes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a host sends, reading ends soon with one of the three outcomes. Failures replay from the seed.
class VoteReaderFuzzTest {
    private static final long SEED = 20_260_831;
    private static final int MILLION = 1_000_000;
    /// Far above what is needed here (well under a second for 1 MB), far below what anything but linear work takes.
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final List<String> SPLINTERS = List.of("{", "}", "[", "]", "\"", "'", "\\", ":", ",", "\n", "```",
            "label", "reason", "positive", "not ", "<think>", "</think>", "<label>", "\\u00", "\u0000", "\ud800", "“",
            "不", "积极", "  ", "//", "=>", "n't ", ".", "?", "</s>", "-1");

    private static final Map<String, VoteReader> READERS = new ConcurrentHashMap<>();

    private final VoteReader reader = new VoteReader(Tasks.named("sentiment"), VoteRules.DEFAULT);
    private final VoteReader chinese = new VoteReader(Tasks.named("chinese"), VoteRules.DEFAULT);

    @Test
    void mutatedRepliesAreReadWithoutThrowing() {
        var random = new Random(SEED);
        List<Replies.Row> rows = Replies.all();
        assertTimeoutPreemptively(BOUND, () -> {
            for (int round = 0; round < 10_000; round++) {
                Replies.Row row = rows.get(random.nextInt(rows.size()));
                String mutant = mutate(row.reply(), rows, random);
                Vote vote = READERS.computeIfAbsent(row.task(),
                        task -> new VoteReader(Tasks.named(task), VoteRules.DEFAULT)).read(mutant);
                assertSound(vote, mutant);
                assertNotInvented(vote, mutant);
            }
        });
    }

    @Test
    void randomBytesAreReadWithoutThrowing() {
        var random = new Random(SEED);
        assertTimeoutPreemptively(BOUND, () -> {
            for (int round = 0; round < 1_000; round++) {
                byte[] bytes = new byte[random.nextInt(400)];
                random.nextBytes(bytes);
                for (String text : List.of(new String(bytes, StandardCharsets.UTF_8),
                        new String(bytes, StandardCharsets.UTF_16LE), "{\"label\":\"" + new String(bytes,
                                StandardCharsets.ISO_8859_1))) {
                    assertSound(reader.read(text), text);
                    assertSound(chinese.read(text), text);
                }
            }
        });
    }

    static Stream<Arguments> monsters() {
        return Stream.of(repeated("{"), repeated("["), repeated("{\"a\":"), repeated("[{"), repeated("\""),
                repeated("'"), repeated("\" "), repeated("\\"), repeated("{\"label\":\"positive\"}"),
                repeated("{\"label\":\"positive\","), repeated("positive "), repeated("not "), repeated("positive"),
                repeated("\"label\": "), repeated(" "), repeated("\n"), repeated("a"), repeated("a\u0301\u0327"),
                repeated("\u0301\u0327"), repeated("label:\n"), repeated("reason: "), repeated("<label>"),
                repeated("<"), repeated("</think>"), repeated("<think>"), repeated("</s>"), repeated("```\n"),
                repeated("积极"), repeated("不"), repeated("不积极"), repeated(", \""), repeated("\", "),
                repeated("\"     "), repeated("a,"), repeated("x: y, "), repeated("i "), repeated("sorry i can't "),
                repeated("?"), repeated("is positive? "), repeated("-1"), repeated("1.1."), repeated("//"),
                repeated("\ud800"), repeated("\u0000"), repeated("doubt "), repeated("{}"), repeated("{x}"),
                repeated("\"label\"=>"), repeated("very "));
    }

    private static Arguments repeated(String piece) {
        return Arguments.of(piece, piece.repeat(MILLION / piece.length()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("monsters")
    void aMillionCharactersOfOnePieceAreReadInTime(String piece, String monster) {
        assertTimeoutPreemptively(BOUND, () -> {
            assertSound(reader.read(monster), piece);
            String half = monster.substring(monster.length() / 2);
            assertSound(chinese.read("Label: " + half + " {'label': '积极', 'reason': '" + half), piece);
        });
    }

    @Test
    void deepNestingAroundALabelIsReadThrough() {
        String open = "{\"a\":".repeat(200_000);
        assertThat(reader.read(open + "{\"label\":\"negative\"}" + "}".repeat(200_000))).isEqualTo(read("negative"));
        assertThat(reader.read(open + "{\"label\":\"negative\"}")).isEqualTo(read("negative"));
        assertThat(reader.read("[".repeat(500_000) + "{\"label\":\"neutral\"}")).isEqualTo(read("neutral"));
    }

    @Test
    void aLongReasonDoesNotHideTheLabel() {
        String reason = "Sales rose, but not by much. ".repeat(MILLION / 29);
        Vote vote = reader.read("{'reason': '" + reason + "', 'label': 'positive'}");
        assertThat(vote).isInstanceOfSatisfying(Vote.Read.class, read -> {
            assertThat(read.value().toString()).isEqualTo("positive");
            assertThat(read.reason()).hasSize(reason.strip().length());
        });
    }

    @Test
    void readingTwiceGivesTheSame() {
        var random = new Random(SEED);
        List<Replies.Row> rows = Replies.all();
        for (int round = 0; round < 2_000; round++) {
            String mutant = mutate(rows.get(random.nextInt(rows.size())).reply(), rows, random);
            assertThat(reader.read(mutant)).isEqualTo(reader.read(mutant));
        }
    }

    private static Vote read(String label) {
        return new Vote.Read(new dev.retort.task.Value.Choice(label), "", ReadStep.LENIENT_JSON);
    }

    /// A label that is read was written: no mutation makes the reader guess one.
    private static void assertNotInvented(Vote vote, String input) {
        if (vote instanceof Vote.Read(var value, var _, var _) && input.indexOf('\\') < 0) {
            String letters = letters(Words.fold(input));
            assertThat(letters).as(input).contains(letters(Words.fold(value.toString())));
        }
    }

    private static String letters(String text) {
        return java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFC).codePoints()
                .filter(c -> Character.isLetterOrDigit(c) || c > 0x1F000)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private static void assertSound(Vote vote, String input) {
        if (vote instanceof Vote.Read(var value, var reason, var step)) {
            assertThat(step).as(input).isNotEqualTo(ReadStep.DRAWN);
            assertThat(value.toString()).as(input).isNotBlank();
            assertThat(reason).as(input).isNotNull();
        }
    }

    private static String mutate(String reply, List<Replies.Row> rows, Random random) {
        var text = new StringBuilder(reply);
        for (int changes = 1 + random.nextInt(5); changes > 0; changes--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + random.nextInt(8));
            switch (random.nextInt(6)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, SPLINTERS.get(random.nextInt(SPLINTERS.size())));
                case 2 -> text.setLength(at);
                case 3 -> text.insert(at, rows.get(random.nextInt(rows.size())).reply());
                case 4 -> text.insert(at, text.substring(at, end).repeat(random.nextInt(20)));
                default -> {
                    if (at < text.length()) {
                        text.setCharAt(at, (char) random.nextInt(0x10000));
                    }
                }
            }
        }
        return text.toString();
    }

    @Test
    void mutantsVary() {
        var random = new Random(SEED);
        var mutants = new ArrayList<String>();
        List<Replies.Row> rows = Replies.all();
        for (int i = 0; i < 100; i++) {
            mutants.add(mutate("{\"label\": \"positive\"}", rows, random));
        }
        assertThat(mutants.stream().distinct().count()).isGreaterThan(90);
    }
}
