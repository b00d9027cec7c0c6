package dev.retort.benchmarks;

import dev.retort.benchmarks.host.LoadHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A [LoadHost] in a JVM of its own.
final class HostProcess implements AutoCloseable {
    private final Process process;
    private final URI baseUrl;

    private HostProcess(Process process, URI baseUrl) {
        this.process = process;
        this.baseUrl = baseUrl;
    }

    /// @param options as [dev.retort.benchmarks.host.HostOptions] reads them
    static HostProcess start(String... options) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-Xms128m", "-Xmx512m", "-cp", System.getProperty("java.class.path"),
                LoadHost.class.getName()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly)); // no child outlives the benchmark
        String address = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                .readLine();
        if (address == null) {
            throw new IOException("the load host did not start");
        }
        return new HostProcess(process, URI.create(address));
    }

    URI baseUrl() {
        return baseUrl;
    }

    JsonNode stats() throws IOException {
        return JsonMapper.shared().readTree(get("/stats"));
    }

    JsonNode requests() throws IOException {
        return JsonMapper.shared().readTree(get("/requests"));
    }

    private byte[] get(String path) throws IOException {
        try (InputStream in = baseUrl.resolve(path).toURL().openStream()) {
            return in.readAllBytes();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            get("/quit");
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException | InterruptedException gone) {
            process.destroyForcibly();
        }
    }
}
