package dev.retort.cli;

import dev.retort.base.BaseModels;
import dev.retort.energy.Rapl;
import dev.retort.hosts.HostOpener;
import dev.retort.hosts.Hosts;
import dev.retort.pipeline.OpenWorkspace;
import dev.retort.pipeline.Run;
import dev.retort.pipeline.RunException;
import dev.retort.pipeline.RunListener;
import dev.retort.pipeline.StopSignal;
import dev.retort.pipeline.Workbench;
import dev.retort.teacher.Ask;
import dev.retort.workspace.Workspace;
import dev.retort.workspace.Workspaces;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// What commands that work on a workspace share: the workspace, its lock and store, progress on stderr, Ctrl+C.
abstract class WorkspaceCommand implements Callable<Integer> {
    private static final Path POWERCAP = Path.of("/sys/class/powercap");

    @Parameters(index = "0", arity = "0..1", paramLabel = "WORKSPACE", defaultValue = ".", //
            description = "The directory that holds retort.yaml; by default the current one.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    protected Path directory;

    @Option(names = "--json", description = "Print the result as JSON.")
    protected boolean json;

    @Option(names = {"-q", "--quiet"}, description = "Print no progress.")
    protected boolean quiet;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    protected Main main;

    @Spec
    @SuppressWarnings("NullAway.Init")
    protected CommandSpec spec;

    /// Whether the command asks teachers, and so needs one that can be asked.
    boolean asks() {
        return false;
    }

    /// Does the command's part of the run.
    abstract void work(Run run) throws Exception;

    /// Who hears what happens.
    RunListener listener(Screen screen) {
        return screen;
    }

    @Override
    public Integer call() throws Exception {
        Invocation invocation = main.invocation();
        Workspaces.Loaded loaded = load();
        var clock = Clock.systemUTC();
        var workbench = new Workbench(clock,
                name -> Optional.ofNullable(invocation.environment().get(name)),
                BaseModels.defaultCache(invocation.environment(), Path.of(System.getProperty("user.home"))),
                Runtime.getRuntime().availableProcessors(), Rapl.at(POWERCAP), Version.number());
        var stop = new StopSignal();
        try (var hosts = hosts(workbench, loaded.workspace());
                var open = OpenWorkspace.open(loaded.workspace(), loaded.dataset(), "run", clock);
                var screen = new Screen(err(), invocation.terminal() && !json, quiet);
                var _ = Interrupt.handledBy(stop)) {
            return workOrStop(new Run(open, workbench, hosts, listener(screen), stop), screen, stop);
        }
    }

    /// The workspace with its data.
    Workspaces.Loaded load() {
        try (var screen = new Screen(err(), main.invocation().terminal() && !json, quiet)) {
            return Loading.load(directory, main.invocation(), listener(screen));
        }
    }

    /// Nothing is left in a new workspace none of whose teachers can be asked.
    private Hosts hosts(Workbench workbench, Workspace workspace) {
        var hosts = new Hosts(workbench.environment(), workbench.clock());
        if (asks() && !Files.exists(workspace.dir().resolve("retort.db"))) {
            List<String> refused = new ArrayList<>();
            for (Ask ask : workspace.teachers()) {
                if (hosts.open(ask.teacher(), workspace.annotate()
                        .timeout()) instanceof HostOpener.Opening.Refused(var reason)) {
                    refused.add("teacher '%s': %s".formatted(ask.teacher().name(), reason));
                }
            }
            if (refused.size() == workspace.teachers().size()) {
                hosts.close();
                throw new RunException(String.join("\n", refused));
            }
        }
        return hosts;
    }

    /// After Ctrl+C the last word must be said here: the process ends as soon as `Interrupt` is closed.
    private int workOrStop(Run run, Screen screen, StopSignal stop) throws Exception {
        try {
            work(run);
        } catch (RunException ended) {
            if (!stop.given()) {
                throw ended;
            }
            screen.close();
            err().println("retort: " + ended.getMessage());
            err().flush();
            return ExitStatus.INTERRUPTED;
        }
        return ExitStatus.DONE;
    }

    protected PrintWriter out() {
        return spec.commandLine().getOut();
    }

    protected PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
