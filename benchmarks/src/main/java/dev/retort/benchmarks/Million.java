package dev.retort.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import tools.jackson.databind.node.ObjectNode;

/// A workspace whose store holds a million texts: how soon `annotate` asks, how soon it ends when it is interrupted, how
/// much memory it takes, how long `check` takes. The texts are put into the store by an earlier `annotate`, interrupted
/// after its first answers.
final class Million {
    private static final int TEXTS = 1_000_000;
    /// How long `annotate` may go on asking, so that its memory is that of a run under way.
    private static final Duration ASKING = Duration.ofSeconds(15);
    private static final int ROUNDS = 5;

    private final Surroundings surroundings;

    Million(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    int run() throws IOException, InterruptedException {
        ObjectNode result = surroundings.head("million", "benchmarks/run million");
        result.put("texts", TEXTS);
        GeneratedWorkspace workspace;
        int port;
        try (HostProcess host = HostProcess.start("--latency-ms", "200")) {
            port = host.baseUrl().getPort();
            workspace = GeneratedWorkspace.make(surroundings.scratch().resolve("million"), TEXTS, host.baseUrl(),
                    "prompt: simple", "in-flight: 512, timeout: 30s");
            Retort first = Retort.annotate(surroundings.root(), workspace);
            double filled = untilAsking(first, host);
            first.interrupt();
            first.waitFor(Duration.ofSeconds(60));
            result.put("firstRunSecondsToAsking", Rounds.round(filled));
        }
        var asking = new ArrayList<Double>();
        var stopping = new ArrayList<Double>();
        double peak = 0;
        long answered = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            // Another process of the host at the same address: the workspace stays what it was.
            try (HostProcess host = HostProcess.start("--latency-ms", "200", "--port", Integer.toString(port))) {
                Retort annotate = Retort.annotate(surroundings.root(), workspace);
                asking.add(untilAsking(annotate, host));
                if (round == ROUNDS) { // what is answered here, an earlier round would make the later ones read
                    Thread.sleep(ASKING);
                }
                annotate.interrupt();
                long stopped = System.nanoTime();
                annotate.waitFor(Duration.ofSeconds(60));
                stopping.add((System.nanoTime() - stopped) / 1e9);
                peak = Math.max(peak, annotate.peakMiB());
                answered = host.stats().path("sentWhole").asLong();
            }
        }
        var checks = new ArrayList<Double>();
        double checkPeak = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            Retort check = Retort.start(surroundings.root(), workspace.errors(), "check", workspace.path());
            int status = check.waitFor(Duration.ofSeconds(60));
            if (status != 0) {
                throw new IOException("retort check ended with status %d".formatted(status));
            }
            checks.add((System.nanoTime() - start) / 1e9);
            checkPeak = Math.max(checkPeak, check.peakMiB());
        }
        result.put("peakMiB", Rounds.round(peak)).put("answeredMeanwhile", answered)
                .put("checkPeakMiB", Rounds.round(checkPeak));
        result.set("secondsToAsking", new Rounds(asking).json());
        result.set("secondsFromInterruptToEnd", new Rounds(stopping).json());
        result.set("checkSeconds", new Rounds(checks).json());
        var verdicts = new Verdicts(result);
        verdicts.atMost(5, new Rounds(asking).median(), "annotate asks after", "s");
        verdicts.atMost(10, Collections.max(stopping), "annotate ends after Ctrl+C", "s");
        verdicts.atMost(1024, peak, "peak memory of annotate (VmHWM)", "MiB");
        verdicts.atMost(5, new Rounds(checks).median(), "check takes", "s");
        int status = verdicts.finish(surroundings.root(), "million");
        GeneratedWorkspace.removeAll(workspace.dir());
        return status;
    }

    /// Seconds from the start of the launcher to the host's first request.
    private static double untilAsking(Retort retort, HostProcess host) throws IOException, InterruptedException {
        while (host.stats().path("received").asLong() == 0) {
            if (!retort.isAlive()) {
                throw new IOException("retort annotate ended before it asked");
            }
            if (retort.age().compareTo(Duration.ofMinutes(2)) > 0) {
                retort.kill();
                throw new IOException("retort annotate did not ask within two minutes");
            }
            Thread.sleep(5);
        }
        return retort.age().toNanos() / 1e9;
    }
}
