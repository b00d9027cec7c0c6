package dev.retort.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Where a benchmark runs: the clone, a directory for its workspaces, a Python with the peers' libraries.
///
/// @param root of the clone
/// @param scratch removed and made anew by each benchmark
/// @param peerPython empty where peers are left out
record Surroundings(Path root, Path scratch, Optional<Path> peerPython) {

    /// The head of every result: what was run, when, on what.
    ObjectNode head(String benchmark, String command) throws IOException, InterruptedException {
        ObjectNode json = JsonMapper.shared().createObjectNode().put("benchmark", benchmark).put("command", command)
                .put("measuredAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("commit", commit()).put("cpu", cpu()).put("cores", Runtime.getRuntime().availableProcessors())
                .put("memoryGiB", memoryGiB())
                .put("loadBefore", Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0])
                .put("jdk", System.getProperty("java.vm.version"));
        return json;
    }

    private String commit() throws IOException, InterruptedException {
        String commit = output(List.of("git", "-C", root.toString(), "rev-parse", "--short=12", "HEAD"));
        String changed = output(List.of("git", "-C", root.toString(), "status", "--porcelain", "--untracked-files=no"))
                .lines().filter(line -> !line.contains("benchmarks/results/") && !line.contains("docs/performance.md"))
                .findAny().isPresent() ? " with changes" : "";
        return commit + changed;
    }

    private static String cpu() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("model name"))
                .findFirst().map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("not known");
    }

    private static long memoryGiB() throws IOException {
        String total = Files.readAllLines(Path.of("/proc/meminfo")).getFirst().replaceAll("[^0-9]", "");
        return Math.round(Long.parseLong(total) / 1048576.0);
    }

    /// Versions of Python and its packages, as `importlib.metadata` tells them.
    static ObjectNode versions(Path python, String... packages) throws IOException, InterruptedException {
        return (ObjectNode) JsonMapper.shared().readTree(output(List.of(python.toString(), "-c", """
                import importlib.metadata as m, json, platform
                print(json.dumps({"python": platform.python_version(), **{p: m.version(p) for p in %s}}))
                """.formatted(JsonMapper.shared().writeValueAsString(packages)))));
    }

    /// The standard output of a command, without white space around it.
    static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("%s ended with status %d".formatted(String.join(" ", command), status));
        }
        return output;
    }
}
