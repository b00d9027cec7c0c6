package dev.retort.cli;

import dev.retort.files.DataFormat;
import dev.retort.pipeline.LabelExport;
import dev.retort.store.Store;
import dev.retort.workspace.Workspace;
import dev.retort.workspace.Workspaces;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `retort export`.
@Command(name = "export", description = "Writes the annotated texts as a table: text, label, vote share, reasons.", //
        footer = {"", "Example: retort export labels.csv --workspace examples/market-briefs"})
final class ExportCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "A .csv, .jsonl or .parquet file to write.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = {"-w", "--workspace"}, paramLabel = "DIR", defaultValue = ".", //
            description = "The directory that holds retort.yaml; by default the current one.")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Option(names = "--teacher", paramLabel = "NAME", //
            description = "Whose annotations; by default those that train the student.")
    private @Nullable String teacher;

    @Option(names = "--all", description = "Also texts that the teacher left without a label.")
    private boolean all;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Main main;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        DataFormat format = DataFormat.ofPath(file).orElseThrow(() -> new ParameterException(spec.commandLine(),
                "%s: the extension names no data format; use .csv, .jsonl or .parquet".formatted(file)));
        Workspaces.Loaded loaded = Loading.load(directory, main.invocation(), spec.commandLine().getErr());
        Workspace workspace = loaded.workspace();
        String name = teacher == null ? workspace.studentTeacher() : teacher;
        Annotated.requireTeacher(name, workspace, spec.commandLine());
        try (Store store = Annotated.open(workspace)) {
            long rows = LabelExport.write(workspace, loaded.dataset().examples(), store, name, all, file, format);
            spec.commandLine().getErr().println(String.format(Locale.ROOT, "%,d texts labelled by '%s' -> %s", rows,
                    name, file));
        }
        return ExitStatus.DONE;
    }
}
