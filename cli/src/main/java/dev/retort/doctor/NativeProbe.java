package dev.retort.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Tries each native library in a process of its own, all at the same time.
final class NativeProbe implements Probe {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private final List<String> java;

    NativeProbe() {
        this(command());
    }

    /// @param java the command that takes the name of a [NativeLibrary]
    NativeProbe(List<String> java) {
        this.java = List.copyOf(java);
    }

    /// What one process came to.
    private sealed interface Trial {
        record Worked(String told) implements Trial {}

        record Failed(String why) implements Trial {}
    }

    @Override
    public List<Finding> look(Machine machine) {
        Map<NativeLibrary, Process> running = new EnumMap<>(NativeLibrary.class);
        Map<NativeLibrary, Trial> trials = new EnumMap<>(NativeLibrary.class);
        for (NativeLibrary library : NativeLibrary.values()) {
            var command = new ArrayList<>(java);
            command.add(library.name());
            try {
                running.put(library, new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.from(
                        Path.of("/dev/null").toFile())).start());
            } catch (IOException failure) {
                trials.put(library, new Trial.Failed(String.valueOf(failure.getMessage())));
            }
        }
        running.forEach((library, process) -> trials.put(library, await(process)));
        return trials.entrySet().stream().map(trial -> finding(trial.getKey(), trial.getValue())).toList();
    }

    private static Trial await(Process process) {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Trial.Failed("no answer within " + PATIENCE.toSeconds() + " s");
            }
            int status = process.exitValue();
            String told = lastLine(process.getInputStream().readAllBytes());
            if (status == 0 && !told.isEmpty()) {
                return new Trial.Worked(told);
            }
            // above 128 the process died of a signal: 132 is an illegal instruction
            return new Trial.Failed(status > 128
                    ? "its process died of signal " + (status - 128)
                    : lastLine(process.getErrorStream().readAllBytes()));
        } catch (IOException failure) {
            return new Trial.Failed(String.valueOf(failure.getMessage()));
        } catch (InterruptedException stop) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return new Trial.Failed("interrupted");
        }
    }

    private static Finding finding(NativeLibrary library, Trial trial) {
        return switch (trial) {
            case Trial.Worked(String told) -> Finding.ok(library.title(), told);
            case Trial.Failed(String why) -> Finding.missing(library.title(), why.isBlank() ? "does not load" : why,
                    "needed by %s; use Linux x86_64 with glibc 2.28 or newer, or see docs/decisions.md"
                            .formatted(library.users()));
        };
    }

    private static String lastLine(byte[] output) {
        return new String(output, StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank())
                .reduce((_, last) -> last).orElse("").strip();
    }

    private static List<String> command() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m", "-Xlog:disable", "-XX:-UsePerfData"));
        System.getProperties().stringPropertyNames().stream().filter(name -> name.startsWith("org.bytedeco.")).sorted()
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), NativeLibrary.class.getName()));
        return command;
    }
}
