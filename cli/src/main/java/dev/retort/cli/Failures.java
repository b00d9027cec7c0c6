package dev.retort.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns what a command threw into lines on stderr: the message of a failure that its thrower meant for people, and for
/// a bug its class and the way to see the trace. Set the variable `RETORT_STACKTRACE` to see the trace of either.
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private static final String TRACE = "RETORT_STACKTRACE";
    private final Map<String, String> environment;

    Failures(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        return report(failure, command.getErr());
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        var line = new StringBuilder("retort: ").append(oneLine(failure.getMessage()));
        List<String> suggestions = failure instanceof UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions()
                : List.of();
        if (!suggestions.isEmpty()) {
            line.append("; did you mean ").append(String.join(" or ", suggestions)).append('?');
        }
        line.append("; see '").append(command.getCommandSpec().qualifiedName()).append(" --help'");
        command.getErr().println(line);
        return ExitStatus.USAGE;
    }

    /// Prints the failure and returns the exit status for it.
    int report(Throwable failure, PrintWriter err) {
        Throwable cause = failure instanceof UncheckedIOException io && io.getCause() != null ? io.getCause() : failure;
        if (environment.containsKey(TRACE)) {
            failure.printStackTrace(err);
        }
        err.println("retort: " + words(cause));
        err.flush();
        return ExitStatus.FAILED;
    }

    private static String words(Throwable cause) {
        String message = cause.getMessage() == null ? "" : cause.getMessage();
        return switch (cause) {
            case NoSuchFileException missing -> "no such file or directory: " + missing.getFile();
            case AccessDeniedException denied -> "no permission: " + denied.getFile();
            case FileSystemException file when file.getReason() != null -> file.getFile() + ": " + file.getReason();
            case OutOfMemoryError memory -> "out of memory: " + oneLine(message)
                    + "; give more with RETORT_JAVA_OPTS=-Xmx4g";
            case IOException io when !message.isBlank() -> message;
            case IllegalArgumentException told when !message.isBlank() -> message;
            case Throwable ours when isOurs(ours) && !message.isBlank() -> message;
            default -> "internal error: %s: %s; set %s=1 for the trace, and please report it"
                    .formatted(cause.getClass().getName(), oneLine(message), TRACE);
        };
    }

    private static boolean isOurs(Throwable failure) {
        return failure.getClass().getName().startsWith("dev.retort.");
    }

    private static String oneLine(@Nullable String text) {
        return text == null ? "" : text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
