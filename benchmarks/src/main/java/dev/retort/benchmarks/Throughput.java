package dev.retort.benchmarks;

import dev.retort.store.AskingTotals;
import dev.retort.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers a second of a host that takes 200 ms and has no limit, ours with 512 requests in flight and every answer in
/// `retort.db`. Ours and the peers take turns.
///
/// Ours is the whole of asking, from the first request to the last answer on disk, with the ramp from 8 in flight and a
/// cold JVM; left out are starting the JVM, reading the texts and counting the votes afterwards. `steady` is the middle
/// half of the answers. The peers leave out the start of Python.
final class Throughput {
    private static final int ROUNDS = 5;
    static final int TEXTS = 80_000;
    private static final int LATENCY_MILLIS = 200;
    private static final int IN_FLIGHT = 512;

    private final Surroundings surroundings;

    Throughput(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /// @param steady answers a second between a quarter and three quarters of all
    /// @param cpuSeconds of the program from its start to its end
    private record Ours(double whole, double steady, double cpuSeconds, double peakMiB) {}

    int run() throws IOException, InterruptedException {
        ObjectNode result = surroundings.head("throughput", "PEER_PYTHON=... benchmarks/run throughput");
        Optional<Peers> peers = Peers.find(surroundings);
        try (HostProcess host = HostProcess.start("--latency-ms", Integer.toString(LATENCY_MILLIS))) {
            ObjectNode tried = result.putObject("peersTried");
            Map<Peers.Peer, Integer> places = new EnumMap<>(Peers.Peer.class);
            if (peers.isPresent()) {
                result.set("peerVersions", peers.get().versions());
                for (Peers.Peer peer : Peers.Peer.values()) {
                    places.put(peer, peers.get().best(peer, host.baseUrl(), LATENCY_MILLIS / 1e3,
                            tried.putObject(peer.name().toLowerCase(Locale.ROOT))));
                }
            }
            var ours = new ArrayList<Ours>();
            Map<Peers.Peer, List<Double>> theirs = new EnumMap<>(Peers.Peer.class);
            for (int round = 1; round <= ROUNDS; round++) {
                ours.add(ours(host));
                System.out.println("round %d  retort %s".formatted(round, ours.getLast()));
                for (var peer : places.entrySet()) {
                    double perSecond = peers.orElseThrow().measure(peer.getKey(), host.baseUrl(), peer.getValue());
                    theirs.computeIfAbsent(peer.getKey(), _ -> new ArrayList<>()).add(perSecond);
                    System.out.println("round %d  %s x%d %.0f/s".formatted(round, peer.getKey(), peer.getValue(),
                            perSecond));
                }
            }
            return tell(result, ours, theirs, places, host.stats());
        }
    }

    private Ours ours(HostProcess host) throws IOException, InterruptedException {
        var workspace = GeneratedWorkspace.make(surroundings.scratch().resolve("throughput"), TEXTS, host.baseUrl(),
                "prompt: simple", "in-flight: %d, timeout: 30s".formatted(IN_FLIGHT));
        Retort retort = Retort.annotate(surroundings.root(), workspace);
        int status = retort.waitFor(Duration.ofMinutes(3));
        List<JsonNode> summaries = retort.events("summary");
        if (status != 0 || summaries.isEmpty()) {
            throw new IOException("retort annotate ended with status %d; see %s".formatted(status, workspace.errors()));
        }
        long journaled;
        try (Store store = Store.open(workspace.database())) {
            journaled = store.askingTotals().getOrDefault("bench", AskingTotals.NONE).answers();
        }
        if (journaled != TEXTS) {
            throw new IOException("%d of %d answers are journaled".formatted(journaled, TEXTS));
        }
        return new Ours(TEXTS / summaries.getLast().path("elapsedSeconds").asDouble(),
                steady(retort.events("progress")),
                retort.cpuSeconds(), retort.peakMiB());
    }

    private static double steady(List<JsonNode> progress) {
        List<JsonNode> middle = progress.stream().filter(event -> event.path("answered").asLong() >= TEXTS / 4
                && event.path("answered").asLong() <= TEXTS * 3 / 4).toList();
        if (middle.size() < 2) {
            return 0;
        }
        return (middle.getLast().path("answered").asDouble() - middle.getFirst().path("answered").asDouble())
                / (middle.getLast().path("elapsedSeconds").asDouble()
                        - middle.getFirst().path("elapsedSeconds").asDouble());
    }

    private int tell(ObjectNode result, List<Ours> ours, Map<Peers.Peer, List<Double>> theirs,
            Map<Peers.Peer, Integer> places, JsonNode host) throws IOException {
        result.put("rate",
                "ours: all of asking, from the first request to the last answer on disk, without the start of "
                        + "the JVM, reading the texts and counting the votes; peers: without the start of Python");
        result.put("texts", TEXTS).put("latencyMillis", LATENCY_MILLIS).put("inFlight", IN_FLIGHT);
        var whole = new Rounds(ours.stream().map(Ours::whole).toList());
        result.set("retort", whole.json());
        result.set("retortSteady", new Rounds(ours.stream().map(Ours::steady).toList()).json());
        result.set("retortCpuSeconds", new Rounds(ours.stream().map(Ours::cpuSeconds).toList()).json());
        result.set("retortPeakMiB", new Rounds(ours.stream().map(Ours::peakMiB).toList()).json());
        result.set("hostCpuSeconds", host.path("cpuSeconds"));
        result.set("hostAnswers", host.path("sentWhole"));
        var verdicts = new Verdicts(result);
        verdicts.atLeast(1_800, whole.median(), "journaled answers a second", "");
        theirs.forEach((peer, values) -> {
            var rounds = new Rounds(values);
            String name = peer.name().toLowerCase(Locale.ROOT);
            result.set(name, rounds.json().put("inFlight", places.get(peer)).put("answers", peer.answers()));
            verdicts.atLeast(peer == Peers.Peer.OPENAI ? 15 : 1, whole.median() / rounds.median(),
                    "times as fast as " + name, "");
        });
        if (theirs.isEmpty()) {
            result.put("peersSkipped", "PEER_PYTHON names no Python, or ../shared/peers is absent");
        }
        return verdicts.finish(surroundings.root(), "throughput");
    }
}
