package dev.retort.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `./retort` as a child process. The launcher becomes the JVM (`exec`), so its process is the program's own.
final class Retort {
    private static final long SAMPLE_MILLIS = 20;

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private final Thread watcher;
    private final AtomicLong peakKiB = new AtomicLong();
    private final long start;
    private volatile double cpuSeconds;

    private Retort(Process process) {
        this.process = process;
        this.start = System.nanoTime();
        this.reader = Thread.ofPlatform().daemon().start(this::read);
        this.watcher = Thread.ofPlatform().daemon().start(this::watch);
    }

    /// `annotate`, which tells its events as JSON.
    static Retort annotate(Path root, GeneratedWorkspace workspace) throws IOException {
        return start(root, workspace.errors(), "annotate", "--json", "-q", workspace.path());
    }

    /// @param errors where standard error goes
    static Retort start(Path root, Path errors, String... words) throws IOException {
        var command = new ArrayList<>(List.of(root.resolve("retort").toString()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly)); // no child outlives the benchmark
        process.getOutputStream().close();
        return new Retort(process);
    }

    private void read() {
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException killed) {
            // the process is gone; what it said before is kept
        }
    }

    /// The high-water mark only rises, so what a last look misses is what was added in the last milliseconds.
    private void watch() {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        try {
            while (process.isAlive()) {
                for (String line : Files.readAllLines(status)) {
                    if (line.startsWith("VmHWM:")) {
                        peakKiB.accumulateAndGet(Long.parseLong(line.replaceAll("[^0-9]", "")), Math::max);
                    }
                }
                process.info().totalCpuDuration().ifPresent(time -> cpuSeconds = time.toNanos() / 1e9);
                Thread.sleep(SAMPLE_MILLIS);
            }
        } catch (NoSuchFileException gone) {
            // it ended between two looks
        } catch (IOException | InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// `kill -9`.
    void kill() throws InterruptedException {
        process.destroyForcibly();
        waitFor(Duration.ofSeconds(10));
    }

    /// As Ctrl+C does; a program that was started in the background ignores SIGINT itself.
    void interrupt() throws IOException, InterruptedException {
        Surroundings.output(List.of("kill", "-TERM", Long.toString(process.pid())));
    }

    /// @return the exit status
    int waitFor(Duration longest) throws InterruptedException {
        if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("retort went on for more than %d s".formatted(longest.toSeconds()));
        }
        reader.join();
        watcher.join();
        return process.exitValue();
    }

    /// Waits, then tells it to stop.
    ///
    /// @return the exit status
    int waitOrInterrupt(Duration longest) throws IOException, InterruptedException {
        if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            interrupt();
        }
        return waitFor(Duration.ofSeconds(60));
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /// Memory that is resident now.
    double residentMiB() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
            }
        }
        throw new IOException("the process has no VmRSS");
    }

    double peakMiB() {
        return peakKiB.get() / 1024.0;
    }

    double cpuSeconds() {
        return cpuSeconds;
    }

    /// Events of one kind that `--json` has told so far.
    List<JsonNode> events(String kind) {
        List<String> told;
        synchronized (lines) {
            told = List.copyOf(lines);
        }
        return told.stream().filter(line -> line.startsWith("{\"event\":\"" + kind + "\""))
                .map(line -> JsonMapper.shared().readTree(line)).toList();
    }
}
