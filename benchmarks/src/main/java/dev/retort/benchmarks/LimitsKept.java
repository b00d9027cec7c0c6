package dev.retort.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How much of a host's limits is used, and how often it must refuse: 600 requests and 60,000 tokens in any 60 seconds,
/// for three minutes from the first request on, told by headers or not at all (nor by `Retry-After`).
final class LimitsKept {
    private static final int SECONDS = 180;
    private static final int REQUESTS = 600;
    private static final int TOKENS = 60_000;

    private final Surroundings surroundings;

    LimitsKept(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    int run() throws IOException, InterruptedException {
        ObjectNode result = surroundings.head("limits", "benchmarks/run limits");
        result.put("requestsPerMinute", REQUESTS).put("tokensPerMinute", TOKENS).put("seconds", SECONDS);
        var verdicts = new Verdicts(result);
        measure("told", result, verdicts, 95, 1, "--headers", "--retry-after");
        measure("untold", result, verdicts, 85, 5);
        return verdicts.finish(surroundings.root(), "limits");
    }

    private void measure(String name, ObjectNode result, Verdicts verdicts, double leastUse, double mostRefused,
            String... told) throws IOException, InterruptedException {
        var options = new ArrayList<>(List.of("--latency-ms", "200", "--rpm",
                Integer.toString(REQUESTS), "--tpm", Integer.toString(TOKENS)));
        options.addAll(List.of(told));
        try (HostProcess host = HostProcess.start(options.toArray(String[]::new))) {
            var workspace = GeneratedWorkspace.make(surroundings.scratch().resolve("limits-" + name),
                    REQUESTS * SECONDS / 60 * 2, host.baseUrl(), "prompt: simple", "in-flight: 64, timeout: 30s");
            Retort retort = Retort.annotate(surroundings.root(), workspace);
            JsonNode stats = host.stats();
            while (stats.path("secondsSinceFirst").asDouble() <= SECONDS) {
                Thread.sleep(200);
                stats = host.stats();
                if (!retort.isAlive()) {
                    throw new IOException("retort annotate ended before the time; see " + workspace.errors());
                }
            }
            retort.interrupt();
            retort.waitFor(Duration.ofSeconds(30));
            tell(name, stats, result, verdicts, leastUse, mostRefused);
        }
    }

    private static void tell(String name, JsonNode stats, ObjectNode result, Verdicts verdicts, double leastUse,
            double mostRefused) {
        long received = 0;
        long answered = 0;
        long refused = 0;
        long tokens = 0;
        for (int second = 0; second < SECONDS; second++) {
            JsonNode counted = stats.path("seconds").path(second);
            received += counted.path(0).asLong(0);
            answered += counted.path(1).asLong(0);
            refused += counted.path(2).asLong(0);
            tokens += counted.path(3).asLong(0);
        }
        double minutes = SECONDS / 60.0;
        double ofRequests = 100.0 * answered / (REQUESTS * minutes);
        double ofTokens = 100.0 * tokens / (TOKENS * minutes);
        result.putObject(name).put("received", received).put("answered", answered).put("refused", refused)
                .put("tokens", tokens).put("usedOfRequestsPercent", Rounds.round(ofRequests))
                .put("usedOfTokensPercent", Rounds.round(ofTokens));
        String binding = ofRequests >= ofTokens ? "requests" : "tokens";
        verdicts.atLeast(leastUse, Math.max(ofRequests, ofTokens),
                "limits %s: used of the limit that binds (%s)".formatted(name, binding), "%");
        verdicts.atMost(mostRefused, 100.0 * refused / received, "limits %s: requests refused".formatted(name), "%");
    }
}
