package dev.retort.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftTest {
    private static final List<String> LABELS = List.of("good", "bad");

    @TempDir
    private Path directory;
    private final List<Throwable> failures = new ArrayList<>();
    private final HandClock clock = new HandClock();

    /// Moved by hand.
    private static final class HandClock extends Clock {
        private Instant now = Instant.parse("2026-11-24T10:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private DriftLog log(Optional<Baseline> baseline, Optional<Path> file) {
        return DriftLog.open(LABELS, baseline, Baseline.Embeddings.none("not here"), file.map(DriftFile::new), clock,
                failures::add);
    }

    private static Seen at(int bin) {
        return new Seen(List.of(0), 0.95, 20, bin);
    }

    /// 200 texts, 20 in each bin.
    private DriftLog withEmbeddings(Optional<Path> file) {
        long[] counts = new long[10];
        Arrays.fill(counts, 20);
        return DriftLog.open(LABELS, Optional.empty(), Baseline.Embeddings.of("200 other texts", counts),
                file.map(DriftFile::new), clock, failures::add);
    }

    private static Seen good(int tokens) {
        return new Seen(List.of(0), 0.95, tokens);
    }

    private static Seen bad(int tokens) {
        return new Seen(List.of(1), 0.55, tokens);
    }

    private static List<Seen> times(int count, Seen seen) {
        return IntStream.range(0, count).mapToObj(_ -> seen).toList();
    }

    private static Baseline halves() {
        var seen = new ArrayList<>(times(500, good(0)));
        seen.addAll(times(500, bad(0)));
        return new Baseline("1,000 test texts", seen);
    }

    private static Verdict verdict(DriftLog log, Statistic statistic) {
        return log.today().stream().filter(one -> one.statistic() == statistic).findFirst().orElseThrow().verdict();
    }

    @Test
    void indexOfHandWorkedCounts() {
        // half a text more each: p = 50.5/101, 50.5/101; q = 80.5/101, 20.5/101
        // (0.79703 - 0.5) ln(1.59406) + (0.20297 - 0.5) ln(0.40594) = 0.13850 + 0.26779
        assertThat(StabilityIndex.of(new long[]{50, 50}, new long[]{80, 20})).isCloseTo(0.4063, within(1e-3));
        assertThat(StabilityIndex.of(new long[]{7, 3}, new long[]{70, 30})).isCloseTo(0, within(1e-2));
    }

    @Test
    void quantilesAreThoseOfTables() {
        // 99.9 % points of chi-square: 13.816, 27.877, 59.703 for 2, 9, 30 degrees of freedom
        assertThat(StabilityIndex.chiSquare(2)).isCloseTo(13.816, withinPercentage(2.5));
        assertThat(StabilityIndex.chiSquare(9)).isCloseTo(27.877, withinPercentage(1));
        assertThat(StabilityIndex.chiSquare(30)).isCloseTo(59.703, withinPercentage(1));
    }

    @Test
    void drawsFromOneDistributionAreHardlyEverAboveChance() {
        var random = new Random(5);
        int above = 0;
        for (int draw = 0; draw < 2000; draw++) {
            long[] one = counts(random, 300);
            long[] other = counts(random, 250);
            above += StabilityIndex.of(one, other) > StabilityIndex.byChance(one, other) ? 1 : 0;
        }
        assertThat(above).isLessThan(10); // 2 expected
    }

    private static long[] counts(Random random, int texts) {
        long[] counts = new long[5];
        for (int text = 0; text < texts; text++) {
            counts[(int) (5 * Math.pow(random.nextDouble(), 1.5))]++;
        }
        return counts;
    }

    @Test
    void daysAreComparedWithTheTestTexts() {
        DriftLog log = log(Optional.of(halves()), Optional.empty());
        assertThat(log.expectation()).isEqualTo("1,000 test texts");
        times(100, good(20)).forEach(log::add);
        assertThat(verdict(log, Statistic.LABELS)).isEqualTo(Verdict.TOO_FEW);
        times(100, bad(20)).forEach(log::add);
        assertThat(verdict(log, Statistic.LABELS)).isEqualTo(Verdict.STABLE);
        times(300, good(20)).forEach(log::add);
        assertThat(verdict(log, Statistic.LABELS)).isEqualTo(Verdict.DRIFTED);
        assertThat(verdict(log, Statistic.CONFIDENCE)).isEqualTo(Verdict.DRIFTED);
        assertThat(verdict(log, Statistic.TOKENS)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void withoutTestTextsTheFirstThousandAnsweredAreTheYardstick() {
        DriftLog log = log(Optional.empty(), Optional.empty());
        times(999, good(20)).forEach(log::add);
        assertThat(verdict(log, Statistic.LABELS)).isEqualTo(Verdict.UNKNOWN);
        log.add(good(20));
        assertThat(verdict(log, Statistic.LABELS)).isEqualTo(Verdict.STABLE);
        clock.now = clock.now.plus(Duration.ofDays(1));
        times(300, bad(100)).forEach(log::add);
        assertThat(log.today()).extracting(Comparison::verdict).containsOnly(Verdict.DRIFTED);
        assertThat(log.expectation()).contains("no test texts are known");
    }

    @Test
    void embeddingsAreComparedWithTheTenthsOfTheirBaseline() {
        DriftLog log = withEmbeddings(Optional.empty());
        for (int bin = 0; bin < 10; bin++) {
            times(25, at(bin)).forEach(log::add);
        }
        assertThat(verdict(log, Statistic.EMBEDDING)).isEqualTo(Verdict.STABLE);
        assertThat(log.report()).containsEntry("embedding_compared_with", "200 other texts")
                .doesNotContainKey("embedding_not_compared");
        clock.now = clock.now.plus(Duration.ofDays(1));
        times(150, at(9)).forEach(log::add);
        assertThat(verdict(log, Statistic.EMBEDDING)).isEqualTo(Verdict.TOO_FEW);
        times(50, at(8)).forEach(log::add);
        // half a text more each: p = 20.5/205 = 0.1 everywhere; q = 150.5/205, 50.5/205 and eight times 0.5/205
        // 0.63415 ln 7.3415 + 0.14634 ln 2.4634 + 8 (0.0024390 - 0.1) ln 0.024390 = 1.26416 + 0.13194 + 2.89838
        assertThat(log.today()).filteredOn(one -> one.statistic() == Statistic.EMBEDDING).singleElement()
                .satisfies(one -> {
                    assertThat(one.index()).isCloseTo(4.2945, within(1e-3));
                    assertThat(one.verdict()).isEqualTo(Verdict.DRIFTED);
                });
    }

    @Test
    void embeddingsThatAreNotComparedAreLeftOutWithTheReason() {
        DriftLog log = log(Optional.empty(), Optional.empty());
        times(300, good(20)).forEach(log::add);
        assertThat(log.today()).extracting(Comparison::statistic).containsExactly(Statistic.LABELS,
                Statistic.CONFIDENCE, Statistic.TOKENS);
        assertThat(log.report()).containsEntry("embedding_not_compared", "not here")
                .doesNotContainKey("embedding_compared_with");
        assertThat(log.report().toString()).doesNotContain("embedding=");
    }

    /// As versions before embeddings wrote it.
    @Test
    void fileWithoutEmbeddingsIsRead() throws IOException {
        String tally = """
                {"texts": 300, "labels": [200, 100, 0], "confidence": [0, 0, 0, 0, 0, 100, 0, 0, 0, 200],
                 "tokens": [0, 300, 0, 0, 0, 0, 0, 0, 0]}""";
        Path file = Files.writeString(directory.resolve("drift.json"), """
                {"format": 1, "labels": ["good", "bad"], "first": %s, "days": {"2026-11-24": %s}}""".formatted(tally,
                tally));
        DriftLog log = withEmbeddings(Optional.of(file));
        assertThat(verdict(log, Statistic.EMBEDDING)).isEqualTo(Verdict.TOO_FEW);
        times(200, at(9)).forEach(log::add);
        assertThat(verdict(log, Statistic.EMBEDDING)).isEqualTo(Verdict.DRIFTED);
        log.write();
        assertThat(Files.readString(file)).contains("\"texts\":500,\"labels\":[400,100,0]",
                "\"embedding\":[0,0,0,0,0,0,0,0,0,200]");
        assertThat(withEmbeddings(Optional.of(file)).report()).usingRecursiveComparison().isEqualTo(log.report());
    }

    @Test
    void countsSurviveAndAreBounded() throws IOException {
        Path file = directory.resolve("drift.json");
        DriftLog log = log(Optional.empty(), Optional.of(file));
        for (int day = 0; day < 100; day++) {
            log.add(good(20));
            clock.now = clock.now.plus(Duration.ofDays(1));
        }
        log.write();
        assertThat(log(Optional.empty(), Optional.of(file)).report()).usingRecursiveComparison()
                .isEqualTo(log.report());
        assertThat((List<?>) log.report().get("days")).hasSize(90);
        assertThat(Files.size(file)).isLessThan(20_000);
        assertThat(failures).isEmpty();
    }

    @Test
    void fileOfOtherLabelsIsNamedAndNotOverwritten() throws IOException {
        Path file = Files.writeString(directory.resolve("drift.json"), "{\"format\": 1, \"labels\": [\"x\"]}");
        assertThatThrownBy(() -> log(Optional.empty(), Optional.of(file))).hasMessageContaining("drift.json")
                .hasMessageContaining("move the file away");
        Files.writeString(file, "{");
        assertThatThrownBy(() -> log(Optional.empty(), Optional.of(file))).hasMessageContaining("move the file away");
    }

    @Test
    void fileThatCannotBeWrittenIsTold() {
        DriftLog log = log(Optional.empty(), Optional.of(directory.resolve("missing/drift.json")));
        log.add(good(3));
        log.write();
        assertThat(failures).hasSize(1);
    }
}
