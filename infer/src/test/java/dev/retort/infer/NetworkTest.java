package dev.retort.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Loading and running a student must not try to reach anything. The library behind the tokenizer would.
class NetworkTest {
    @TempDir
    private Path directory;

    @Test
    void theTrapCatchesTheLibraryLeftAlone() throws Exception {
        List<String> output = run(List.of(), "control");
        assertThat(output).contains("tokenized 3").anyMatch(line -> line.startsWith("wanted http://"));
    }

    @Test
    void aStudentWantsNothing() throws Exception {
        assertThat(run(List.of(), "student")).containsExactly("predicted negative");
    }

    /// The same for native code, where the system can be asked.
    @Test
    void noSystemCallConnectsBeyondThisMachine() throws Exception {
        Path trace = directory.resolve("trace");
        List<String> strace = List.of("strace", "-f", "-e", "trace=connect,sendto", "-o", trace.toString());
        assumeTrue(canTrace(strace), "strace is missing or not allowed to trace");
        assertThat(run(strace, "student")).contains("predicted negative");
        assertThat(Files.readAllLines(trace)).isNotEmpty().noneMatch(call -> call.contains("AF_INET")
                && !call.contains("127.0.0.1") && !call.contains("inet_pton(AF_INET6, \"::1\""));
    }

    private static boolean canTrace(List<String> strace) throws InterruptedException {
        List<String> command = new ArrayList<>(strace);
        command.add("true");
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    private List<String> run(List<String> prefix, String mode) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
                "-cp", System.getProperty("java.class.path"), NetworkProbe.class.getName(), mode,
                GoldenBert.DIRECTORY.toAbsolutePath().toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.toFile())
                .redirectError(directory.resolve("errors").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DJL_") || name.equals("OPT_OUT_TRACKING"));
        Process process = builder.start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).isTrue();
        assertThat(process.exitValue()).as(Files.readString(directory.resolve("errors"))).isZero();
        return Files.readAllLines(output);
    }
}
