package dev.retort.benchmarks;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.retort.base.BaseModels;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `retort predict` on a million texts: how fast beside the library, in how much memory, and whether every row is there
/// once although the process is killed twice.
final class Predicting {
    private static final int TEXTS = Optional.ofNullable(System.getenv("TEXTS")).map(Integer::parseInt)
            .orElse(1_000_000);
    /// Texts that the library scores at once, before and after.
    private static final int LIBRARY = 20_000;
    /// Shares of the rows on disk at which the process is killed.
    private static final double[] KILLS = {0.3, 0.7};

    private final Surroundings surroundings;

    Predicting(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    int run() throws IOException, InterruptedException {
        ObjectNode result = surroundings.head("predict", "benchmarks/run predict");
        result.put("texts", TEXTS);
        Path cache = BaseModels.defaultCache(System.getenv(), Path.of(System.getProperty("user.home")));
        Path student = RandomHead.write(surroundings.scratch().resolve("student"),
                BaseModels.resolve("all-MiniLM-L6-v2", cache));
        Path input = input();
        Path output = surroundings.scratch().resolve("out.csv");
        double before = library(student, input);
        double seconds = 0;
        double peak = 0;
        int status = 0;
        for (int process = 0; process <= KILLS.length; process++) {
            Retort predict = Retort.start(surroundings.root(), surroundings.scratch().resolve("predict.err"), "predict",
                    student.toString(), input.toString(), "-o", output.toString(), "--precision", "int8");
            if (process < KILLS.length) {
                untilWritten(predict, output, KILLS[process]);
                predict.kill();
            } else {
                status = predict.waitFor(Duration.ofHours(2));
            }
            seconds += predict.age().toNanos() / 1e9;
            peak = Math.max(peak, predict.peakMiB());
        }
        double library = (before + library(student, input)) / 2;
        double rate = TEXTS / seconds;
        result.put("libraryTextsPerSecond", Rounds.round(library)).put("textsPerSecond", Rounds.round(rate))
                .put("seconds", Rounds.round(seconds));
        var verdicts = new Verdicts(result);
        verdicts.check(status == 0, "the last of %d processes ended well".formatted(KILLS.length + 1),
                "status %d".formatted(status));
        verdicts.atLeast(90, 100 * rate / library, "texts a second, all processes from their start, beside the library",
                "%");
        verdicts.atMost(1536, peak, "peak memory of a process (VmHWM)", "MiB");
        check(input, output, verdicts);
        return verdicts.finish(surroundings.root(), "predict");
    }

    /// The example's texts over and over, each row with a number of its own.
    private Path input() throws IOException {
        var texts = new ArrayList<String>();
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(
                surroundings.root().resolve("examples/market-briefs/texts.csv"))) {
            rows.forEach(row -> texts.add(row.getField("text")));
        }
        Path input = surroundings.scratch().resolve("texts.csv");
        try (CsvWriter csv = CsvWriter.builder().build(input)) {
            csv.writeRecord("id", "text");
            for (int row = 0; row < TEXTS; row++) {
                csv.writeRecord(Integer.toString(row), texts.get(row % texts.size()));
            }
        }
        return input;
    }

    private static double library(Path student, Path input) throws IOException, InterruptedException {
        String java = ProcessHandle.current().info().command().orElse("java");
        String lines = Surroundings.output(List.of(java, "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC",
                "-Xmx512m", "-cp", System.getProperty("java.class.path"), InferenceProcess.class.getName(),
                student.toString(), input.toString(), Integer.toString(Math.min(TEXTS, LIBRARY))));
        return JsonMapper.shared().readTree(lines.lines().reduce((_, last) -> last).orElseThrow())
                .path("textsPerSecond").asDouble();
    }

    /// Waits until so many of the rows are kept beside the output.
    private static void untilWritten(Retort predict, Path output, double share)
            throws IOException, InterruptedException {
        Path kept = output.resolveSibling(".%s.predicted".formatted(output.getFileName()));
        while (!Files.exists(kept) || rows(kept) < share * TEXTS) {
            if (!predict.isAlive()) {
                throw new IOException("retort predict ended before it could be killed");
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /// As many as there are ends of lines, all lines being about as long as the first thousand.
    private static long rows(Path kept) throws IOException {
        long bytes = 0;
        long lines = 0;
        try (BufferedReader reader = Files.newBufferedReader(kept)) {
            for (String line = reader.readLine(); line != null && lines < 1000; line = reader.readLine()) {
                bytes += line.length() + 1;
                lines++;
            }
        }
        return lines < 2 ? 0 : Files.size(kept) * lines / bytes;
    }

    /// Every row once, in order, with the same label wherever the text is the same.
    private static void check(Path input, Path output, Verdicts verdicts) throws IOException {
        long rows = 0;
        long misplaced = 0;
        long unequal = 0;
        Map<String, String> labels = new HashMap<>();
        try (CsvReader<NamedCsvRecord> asked = CsvReader.builder().ofNamedCsvRecord(input);
                CsvReader<NamedCsvRecord> given = CsvReader.builder().ofNamedCsvRecord(output)) {
            var expected = asked.iterator();
            for (NamedCsvRecord row : given) {
                rows++;
                boolean same = expected.hasNext() && expected.next().getField("id").equals(row.getField("id"));
                misplaced += same ? 0 : 1;
                String label = row.getField("label");
                unequal += labels.computeIfAbsent(row.getField("text"), _ -> label).equals(label) ? 0 : 1;
            }
        }
        verdicts.check(rows == TEXTS && misplaced == 0, "every row is there once, in order",
                "%,d rows, %,d out of place".formatted(rows, misplaced));
        verdicts.check(unequal == 0, "rows with the same text have the same label",
                "%,d have not".formatted(unequal));
    }
}
