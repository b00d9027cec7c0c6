package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.ArgSpec;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int retort(String... arguments) {
        return Main.run(arguments, new PrintWriter(out), new PrintWriter(err), Map.of());
    }

    private String told(Throwable failure) {
        new Failures(Map.of()).report(failure, new PrintWriter(err));
        return err.toString();
    }

    @Test
    void versionGoesToStdout() {
        assertThat(retort("--version")).isEqualTo(ExitStatus.DONE);
        assertThat(out.toString()).startsWith("retort " + Version.number() + " (JDK ").hasLineCount(1);
        assertThat(err.toString()).isEmpty();
        assertThat(Version.number()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(retort("--help")).isEqualTo(ExitStatus.DONE);
        assertThat(out.toString()).contains("Usage: retort", "Exit status:");
        for (String name : tree().getSubcommands().keySet()) {
            assertThat(out.toString()).contains("  " + name + " ");
        }
    }

    @Test
    void everyCommandAndOptionIsDocumented() {
        var undocumented = new ArrayList<String>();
        undocumented(tree(), undocumented);
        assertThat(undocumented).as("commands, options and parameters without a description").isEmpty();
    }

    @Test
    void noCommandIsAUsageError() {
        assertThat(retort()).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString()).isEqualToIgnoringNewLines("retort: no command given; see 'retort --help'");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void unknownOptionIsOneLineOnStderr() {
        assertThat(retort("--vresion")).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString()).hasLineCount(1).contains("'--vresion'", "see 'retort --help'");
    }

    @Test
    void unknownCommandIsOneLineWithASuggestion() {
        assertThat(retort("halp")).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString()).hasLineCount(1).contains("'halp'", "did you mean", "help");
    }

    @Test
    void failuresMeantForPeopleShowTheirMessage() {
        assertThat(told(new UncheckedIOException(new IOException("No space left on device"))))
                .isEqualToIgnoringNewLines("retort: No space left on device");
    }

    @Test
    void missingFileIsNamedAsSuch() {
        assertThat(told(new NoSuchFileException("texts.csv")))
                .isEqualToIgnoringNewLines("retort: no such file or directory: texts.csv");
    }

    @Test
    void bugsNameTheirClassAndTheRemedy() {
        assertThat(told(new NullPointerException("first\nsecond"))).hasLineCount(1)
                .contains("internal error: java.lang.NullPointerException: first second", "RETORT_STACKTRACE=1");
    }

    @Test
    void traceIsShownOnRequest() {
        new Failures(Map.of("RETORT_STACKTRACE", "1")).report(new IllegalStateException("x"), new PrintWriter(err));
        assertThat(err.toString()).contains("at dev.retort.cli.MainTest.traceIsShownOnRequest");
    }

    private static CommandLine tree() {
        var sink = new PrintWriter(new StringWriter());
        return Main.commandLine(sink, sink);
    }

    private static void undocumented(CommandLine command, List<String> found) {
        String name = command.getCommandSpec().qualifiedName();
        if (command.getCommandSpec().usageMessage().description().length == 0
                && !(command.getCommand() instanceof HelpCommand)) {
            found.add(name);
        }
        for (ArgSpec argument : command.getCommandSpec().args()) {
            if (argument.description().length == 0 && !argument.hidden()) {
                found.add(name + " " + argument.paramLabel());
            }
        }
        command.getSubcommands().values().forEach(below -> undocumented(below, found));
    }
}
