package dev.retort.drift;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Counts by day (UTC) for one student, and what they are compared with: for labels and confidence the student's test
/// texts where they are known, else, and for tokens always, the first 1,000 texts it answered here; for embeddings texts
/// that it did not learn, or nothing: then they are left out.
///
/// Kept in a file of a few kilobytes, 90 days at most, that is written once a minute and at the end; a crash loses a
/// minute of counts.
public final class DriftLog {
    private static final int FIRST_TEXTS = 1000;
    private static final int MOST_DAYS = 90;
    private static final Duration BETWEEN_WRITES = Duration.ofMinutes(1);

    private final List<String> labels;
    private final Optional<Baseline> baseline;
    private final Baseline.Embeddings embeddings;
    private final Tally expected;
    private final Optional<DriftFile> file;
    private final Clock clock;
    private final Consumer<Throwable> failures;
    private final Tally first;
    private final TreeMap<LocalDate, Tally> days;
    private Instant written;

    private DriftLog(List<String> labels, Optional<Baseline> baseline, Baseline.Embeddings embeddings,
            Optional<DriftFile> file, Clock clock, Consumer<Throwable> failures) {
        this.labels = List.copyOf(labels);
        this.baseline = baseline;
        this.embeddings = embeddings;
        this.expected = baseline.map(known -> known.tally(labels.size())).orElseGet(() -> Tally.empty(labels.size()));
        this.file = file;
        this.clock = clock;
        this.failures = failures;
        DriftFile.Content content = file.flatMap(kept -> kept.read(labels))
                .orElseGet(() -> new DriftFile.Content(Tally.empty(labels.size()), new TreeMap<>()));
        this.first = content.first();
        this.days = content.days();
        this.written = clock.instant();
    }

    /// @param labels of the student
    /// @param baseline what it said of its test texts, if that is known
    /// @param embeddings what those are compared with
    /// @param file where counts are kept; empty: in memory only
    /// @param failures hears if the file cannot be written
    public static DriftLog open(List<String> labels, Optional<Baseline> baseline, Baseline.Embeddings embeddings,
            Optional<DriftFile> file, Clock clock, Consumer<Throwable> failures) {
        return new DriftLog(labels, baseline, embeddings, file, clock, failures);
    }

    /// Counts one answered text.
    public synchronized void add(Seen seen) {
        Instant now = clock.instant();
        days.computeIfAbsent(LocalDate.ofInstant(now, ZoneOffset.UTC), _ -> Tally.empty(labels.size())).add(seen);
        if (first.texts() < FIRST_TEXTS) {
            first.add(seen);
        }
        while (days.size() > MOST_DAYS) {
            days.pollFirstEntry();
        }
        if (Duration.between(written, now).compareTo(BETWEEN_WRITES) >= 0) {
            write();
        }
    }

    /// Writes what was counted.
    public synchronized void write() {
        written = clock.instant();
        try {
            file.ifPresent(kept -> kept.write(labels, new DriftFile.Content(first, days)));
        } catch (RuntimeException failure) {
            failures.accept(failure);
        }
    }

    /// What labels and confidence are compared with, for people.
    public String expectation() {
        return baseline.map(Baseline::on)
                .orElse("the first 1,000 texts answered here, because no test texts are known");
    }

    /// Today's texts beside what is expected.
    public synchronized List<Comparison> today() {
        Tally today = days.get(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        return compare(today == null ? Tally.empty(labels.size()) : today);
    }

    /// All that are compared: embeddings only where it is known what they should be like.
    public List<Statistic> statistics() {
        return Arrays.stream(Statistic.values())
                .filter(statistic -> statistic != Statistic.EMBEDDING || embeddings.known()).toList();
    }

    private List<Comparison> compare(Tally day) {
        List<Comparison> comparisons = new ArrayList<>();
        for (Statistic statistic : statistics()) {
            comparisons.add(Comparison.of(statistic, expected(statistic), day.bins(statistic)));
        }
        return comparisons;
    }

    /// The first texts are no yardstick until there are enough of them.
    private long[] expected(Statistic statistic) {
        if (statistic == Statistic.EMBEDDING) {
            return embeddings.bins();
        }
        if (statistic != Statistic.TOKENS && baseline.isPresent()) {
            return expected.bins(statistic);
        }
        return first.texts() < FIRST_TEXTS ? new long[first.bins(statistic).length] : first.bins(statistic);
    }

    /// Everything as `/drift.json` has it.
    public synchronized Map<String, Object> report() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("compared_with", expectation());
        report.put(embeddings.known() ? "embedding_compared_with" : "embedding_not_compared", embeddings.on());
        report.put("labels", labels);
        Map<String, Object> bins = new LinkedHashMap<>();
        for (Statistic statistic : statistics()) {
            bins.put(statistic.word(), expected(statistic));
        }
        report.put("expected", bins);
        List<Map<String, Object>> list = new ArrayList<>();
        days.descendingMap().forEach((date, tally) -> list.add(day(date, tally)));
        report.put("days", list);
        return report;
    }

    private Map<String, Object> day(LocalDate date, Tally tally) {
        Map<String, Object> day = new LinkedHashMap<>();
        day.put("date", date.toString());
        day.put("texts", tally.texts());
        for (Comparison comparison : compare(tally)) {
            Map<String, Object> said = new LinkedHashMap<>();
            said.put("counts", tally.bins(comparison.statistic()).clone());
            said.put("index", comparison.index());
            said.put("by_chance", comparison.byChance());
            said.put("verdict", comparison.verdict().word());
            day.put(comparison.statistic().word(), said);
        }
        return day;
    }
}
