package dev.retort.cli;

import dev.retort.files.DataFile;
import dev.retort.files.DataFormat;
import dev.retort.files.RowReader;
import dev.retort.files.RowWriter;
import dev.retort.files.Rows;
import dev.retort.infer.Precision;
import dev.retort.infer.Student;
import dev.retort.infer.StudentOptions;
import dev.retort.pipeline.BatchPrediction;
import dev.retort.pipeline.Cascading;
import dev.retort.pipeline.PredictionSummary;
import dev.retort.pipeline.Students;
import dev.retort.pipeline.TeacherService;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `retort predict`.
@Command(name = "predict", description = {
        "Labels texts with a student: a file or standard input in, labels with probabilities out.", "",
        "From a file into a file a run that was stopped goes on where it was when it is called again."}, //
        footer = {"", "Examples:", "  retort predict examples/market-briefs news.csv -o labelled.csv",
                "  echo 'Profit doubled.' | retort predict examples/market-briefs",
                "  retort predict examples/market-briefs news.csv --explain 5 -o why.html",
                "  retort predict examples/market-briefs news.csv --ask-below 0.7 -o labelled.csv", "",
                "Standard input is read as one text a line unless --format says otherwise."})
final class PredictCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "STUDENT", //
            description = "A student directory, or a workspace, whose newest student is taken.")
    @SuppressWarnings("NullAway.Init")
    private Path student;

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", //
            description = "A .csv, .jsonl or .parquet file; standard input without one.")
    private @Nullable Path input;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", //
            description = "Where to write, in the format of its extension; standard output without it.")
    private @Nullable Path output;

    @Option(names = "--text", paramLabel = "COLUMN", defaultValue = "", //
            description = "The column with the texts; by default 'text', or the only one.")
    @SuppressWarnings("NullAway.Init")
    private String textColumn;

    @Option(names = "--format", paramLabel = "FORMAT", //
            description = "Format of the input: lines, csv, jsonl, parquet; by default by extension, lines for standard input.")
    private @Nullable String format;

    @Option(names = "--output-format", paramLabel = "FORMAT", //
            description = "Format of standard output: csv or jsonl; by default csv.")
    private @Nullable String outputFormat;

    @Option(names = "--encoding", paramLabel = "NAME", defaultValue = "utf-8", //
            description = "Encoding of the input; by default utf-8.")
    @SuppressWarnings("NullAway.Init")
    private Charset encoding;

    @Option(names = "--threads", paramLabel = "N", description = "Cores to use; by default all.")
    private @Nullable Integer threads;

    @Option(names = "--unsure", paramLabel = "P", defaultValue = "" + BatchPrediction.UNSURE, //
            description = "Texts whose label is less probable are counted and the least sure shown; by default ${DEFAULT-VALUE}.")
    private double unsure;

    @Option(names = "--ask-below", paramLabel = "P", //
            description = "Ask the workspace's teacher about texts whose label is less probable, and take its label; the report's section 'Student and teacher together' says what comes of each P. Costs what the teacher costs, within the workspace's budget.")
    private @Nullable Double askBelow;

    @Option(names = "--explain", paramLabel = "N", //
            description = "Instead of labelling, explain the first N texts: by how much the probability falls without each word. Text on standard output; with -o a .html or .txt file.")
    private @Nullable Integer explain;

    @Option(names = "--precision", paramLabel = "auto|float32|int8", description = "Numbers to compute in; by default int8 "
            + "where the CPU has VNNI and the student's retort.json says that it is as good, else float32.")
    private Precision precision = Precision.AUTO;

    @Option(names = {"-q", "--quiet"}, description = "Print no progress.")
    private boolean quiet;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Main main;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        Path directory = Students.find(student);
        requireOptions();
        String shown = input == null ? "<stdin>" : input.toString();
        StudentOptions defaults = StudentOptions.defaults();
        var options = threads == null ? defaults : new StudentOptions(threads, defaults.batchTokens());
        try (RowReader in = reader(shown); Student loaded = Student.load(directory, options.with(precision))) {
            if (!quiet && output != null) {
                spec.commandLine().getErr().println(
                        "predict   in %s: %s".formatted(loaded.precision().word(), loaded.precisionReason()));
            }
            String column = BatchPrediction.textColumn(textColumn, in.columns(), shown);
            if (explain != null) {
                new ExplainedTexts(loaded, directory.toAbsolutePath().normalize().getFileName().toString(),
                        Version.number()).write(in, column, explain,
                                Optional.ofNullable(output), main.invocation().out());
                return ExitStatus.DONE;
            }
            if (askBelow == null) {
                label(loaded, directory, shown, column, in, Optional.empty());
            } else {
                Cascading.require(loaded);
                try (var teacher = TeacherOnCall.open(student, main.invocation(), spec.commandLine().getErr(),
                        _ -> {})) {
                    label(loaded, directory, shown, column, in, Optional.of(teacher.service()));
                }
            }
        }
        return ExitStatus.DONE;
    }

    private void requireOptions() {
        if (input != null && output != null && input.toAbsolutePath().normalize()
                .equals(output.toAbsolutePath().normalize())) {
            throw usage("%s: the output would replace the input; name another file with '-o'".formatted(output));
        }
        if (!(unsure >= 0 && unsure <= 1)) {
            throw usage("--unsure must be a probability from 0 to 1, got %s".formatted(unsure));
        }
        if (askBelow != null && !(askBelow > 0 && askBelow <= 1)) {
            throw usage("--ask-below must be a probability above 0, at most 1, got %s".formatted(askBelow));
        }
        if (askBelow != null && explain != null) {
            throw usage("--explain explains the student by itself; leave '--ask-below' out");
        }
        if (explain != null && explain < 1) {
            throw usage("--explain must be at least 1 text, got %d".formatted(explain));
        }
    }

    private BatchPrediction.Input source() {
        if (input != null) {
            return BatchPrediction.Input.FILE;
        }
        return output == null ? BatchPrediction.Input.PROMPT : BatchPrediction.Input.STREAM;
    }

    private void label(Student loaded, Path directory, String shown, String column, RowReader in,
            Optional<TeacherService> teacher) {
        Optional<Cascading> cascading = teacher.map(asked -> new Cascading(asked, Objects.requireNonNull(askBelow)));
        try (RowWriter out = writer(
                BatchPrediction.outputColumns(in.columns(), loaded, cascading.isPresent()))) {
            predict(new BatchPrediction(loaded, shown, column, in.columns(), source(), unsure, cascading),
                    Students.fingerprint(directory) + cascading.map(Cascading::identity).orElse(""), in, out);
        }
        cascading.ifPresent(cascade -> CascadeLines.of(cascade, teacher.orElseThrow().usd()).forEach(line -> {
            if (!quiet) {
                spec.commandLine().getErr().println(line);
            }
        }));
    }

    private void predict(BatchPrediction prediction, String identity, RowReader in, RowWriter out) {
        var line = new LiveLine(spec.commandLine().getErr(), main.invocation().terminal() && output != null,
                System::nanoTime);
        long start = System.nanoTime();
        LongConsumer progress = done -> {
            if (!quiet) {
                line.show(progress(done, start));
            }
        };
        boolean resumes = input != null && output != null && !(Files.exists(output) && !Files.isRegularFile(output));
        PredictionSummary summary = resumes
                ? prediction.run(in, out, Objects.requireNonNull(output), identity,
                        known -> say(line, "predict   %,d texts are known from a run before".formatted(known)),
                        progress)
                : prediction.run(in, out, progress);
        if (output != null) {
            say(line, progress(summary.texts(), start) + " -> " + output);
        }
        if (input != null) {
            SummaryLines.of(summary).forEach(one -> say(line, one));
        }
        if (!prediction.leftOut().isEmpty()) {
            line.say("note: not in the output, because the first row lacks them: %s"
                    .formatted(String.join(", ", prediction.leftOut())));
        }
    }

    private void say(LiveLine line, String text) {
        if (!quiet) {
            line.say(text);
        }
    }

    private static String progress(long rows, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        return String.format(Locale.ROOT, "predict   %,d texts, %.0f texts/s", rows, rows / Math.max(1e-3, seconds));
    }

    private RowReader reader(String shown) {
        boolean lines = "lines".equals(format) || (format == null && input == null);
        if (lines) {
            return TextLines.open(main.invocation().in(), input, shown, encoding);
        }
        DataFormat known = format == null
                ? DataFormat.ofPath(path()).orElseThrow(() -> usage(
                        "%s: the extension names no data format; use .csv, .jsonl or .parquet, or give '--format'"
                                .formatted(input)))
                : DataFormat.of(format.toLowerCase(Locale.ROOT)).orElseThrow(() -> usage(
                        "--format must be lines, csv, jsonl or parquet, got '%s'".formatted(format)));
        if (input == null) {
            return Rows.open(main.invocation().in(), shown, known, encoding, ',');
        }
        return Rows.open(new DataFile(path(), shown, known, encoding, ',', Optional.empty(), Optional.empty(),
                Optional.empty()));
    }

    private Path path() {
        if (input == null) {
            throw new IllegalStateException("standard input has no path");
        }
        return input;
    }

    private RowWriter writer(List<RowWriter.Column> columns) {
        if (output != null) {
            Path target = output;
            return Rows.create(target, DataFormat.ofPath(target).orElseThrow(() -> usage(
                    "%s: the extension names no data format; use .csv, .jsonl or .parquet".formatted(target))),
                    columns);
        }
        String word = outputFormat == null ? "csv" : outputFormat.toLowerCase(Locale.ROOT);
        DataFormat known = DataFormat.of(word).filter(one -> one != DataFormat.PARQUET).orElseThrow(
                () -> usage("--output-format must be csv or jsonl, got '%s'".formatted(word)));
        return Rows.onto(main.invocation().out(), "<stdout>", known, columns);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
