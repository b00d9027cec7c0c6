package dev.retort.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command `retort`. One class per subcommand; each maps flags to the options of a library call and prints what
/// comes back. Results go to stdout, progress and errors to stderr.
@Command(name = "retort", description = "Distils a large language model into a small model that you own.", //
        synopsisSubcommandLabel = "COMMAND", //
        subcommands = {RunCommand.class, InitCommand.class, CheckCommand.class, AnnotateCommand.class,
                AnswersCommand.class,
                TrainCommand.class,
                EvaluateCommand.class, ReportCommand.class, ExportCommand.class, PredictCommand.class,
                ServeCommand.class,
                DoctorCommand.class,
                HelpCommand.class}, //
        footer = {"", "Exit status: 0 done, 1 failed (stderr says why in one line), 2 wrong command line."})
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    private final Invocation invocation;

    private Main(Invocation invocation) {
        this.invocation = invocation;
    }

    /// What surrounds the command line; subcommands ask their parent for it.
    Invocation invocation() {
        return invocation;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    public static void main(String[] arguments) {
        var out = new PrintWriter(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        var err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        System.exit(run(arguments, out, err, new Invocation(System.getenv(), System.in,
                new FileOutputStream(FileDescriptor.out), terminal)));
    }

    /// Runs one command line in this process, as the tests do.
    ///
    /// @return the exit status, see [ExitStatus]
    public static int run(String[] arguments, PrintWriter out, PrintWriter err, Map<String, String> environment) {
        return run(arguments, out, err,
                new Invocation(environment, InputStream.nullInputStream(), OutputStream.nullOutputStream(), false));
    }

    static int run(String[] arguments, PrintWriter out, PrintWriter err, Invocation invocation) {
        var failures = new Failures(invocation.environment());
        try {
            return commandLine(out, err, failures, invocation).execute(arguments);
        } catch (Error failure) { // picocli passes errors on: out of memory, a native library that does not load
            return failures.report(failure, err);
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static CommandLine commandLine(PrintWriter out, PrintWriter err, Failures failures,
            Invocation invocation) {
        var retort = new CommandLine(new Main(invocation));
        addStandardOptions(retort);
        return retort.setOut(out).setErr(err).setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures).setCaseInsensitiveEnumValuesAllowed(true);
    }

    /// Gives a command and all below it `--help` and `--version`, so that none can be without.
    private static void addStandardOptions(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (!(spec.userObject() instanceof HelpCommand)) {
            spec.mixinStandardHelpOptions(true).versionProvider(new Version());
            spec.usageMessage().sortOptions(false);
        }
        command.getSubcommands().values().forEach(Main::addStandardOptions);
    }

    /// The whole tree of commands, for the tests and the generated reference.
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return commandLine(out, err, new Failures(Map.of()),
                new Invocation(Map.of(), InputStream.nullInputStream(), OutputStream.nullOutputStream(), false));
    }
}
