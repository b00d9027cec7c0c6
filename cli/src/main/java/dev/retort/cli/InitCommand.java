package dev.retort.cli;

import dev.retort.workspace.WorkspaceWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `retort init`.
@Command(name = "init", description = "Writes a commented retort.yaml, guessing the columns of a data file.", //
        footer = {"", "Example: retort init news --from texts.csv"})
final class InitCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "WORKSPACE", defaultValue = ".", //
            description = "The directory to write into, made if missing; by default the current one.")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Option(names = "--from", paramLabel = "FILE", //
            description = "A .csv, .jsonl or .parquet file with the texts.")
    private @Nullable Path from;

    @Option(names = "--encoding", paramLabel = "NAME", defaultValue = "utf-8", //
            description = "Encoding of a .csv or .jsonl file; by default utf-8.")
    @SuppressWarnings("NullAway.Init")
    private Charset encoding;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        WorkspaceWriter.Written written = from == null
                ? WorkspaceWriter.blank(directory)
                : WorkspaceWriter.fromData(directory, from, encoding);
        var err = spec.commandLine().getErr();
        written.said().forEach(err::println);
        spec.commandLine().getOut().println(written.file());
        err.println("Next: write the instruction into it, then 'retort check %s'.".formatted(directory));
        return ExitStatus.DONE;
    }
}
