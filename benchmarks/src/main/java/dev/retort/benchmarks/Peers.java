package dev.retort.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The Python clients that ours is compared with: `annotate_aiohttp.py` and `annotate_openai_async.py`, which keep
/// nothing of what they are answered.
///
/// @param python that has their libraries
/// @param scripts the directory that they lie in
record Peers(Path python, Path scripts) {
    /// Requests in flight that each peer is tried with.
    private static final List<Integer> PLACES = List.of(16, 64, 128, 512);

    /// One peer.
    enum Peer {
        /// As many answers as ours, so that starting and ending weigh the same.
        AIOHTTP("annotate_aiohttp.py", 8_000, Throughput.TEXTS),
        /// Some ten seconds, for as many as ours would take it 20 minutes a round.
        OPENAI("annotate_openai_async.py", 800, 800);

        private final String script;
        /// Answers to find the best places with.
        private final int tried;
        private final int answers;

        Peer(String script, int tried, int answers) {
            this.script = script;
            this.tried = tried;
            this.answers = answers;
        }

        /// How many it is asked for in a round.
        int answers() {
            return answers;
        }
    }

    /// What to compare with, or why not.
    static Optional<Peers> find(Surroundings surroundings) {
        Path scripts = surroundings.root().resolve("../shared/peers").normalize();
        if (surroundings.peerPython().isEmpty()) {
            System.out.println("skip  peers: PEER_PYTHON names no Python with aiohttp and openai");
            return Optional.empty();
        }
        if (!Files.exists(scripts.resolve(Peer.AIOHTTP.script))) {
            System.out.println("skip  peers: no %s".formatted(scripts));
            return Optional.empty();
        }
        return Optional.of(new Peers(surroundings.peerPython().get(), scripts));
    }

    ObjectNode versions() throws IOException, InterruptedException {
        return Surroundings.versions(python, "aiohttp", "openai", "httpx");
    }

    /// The places in flight at which a peer is fastest. Also tells all that were tried.
    int best(Peer peer, URI host, double latencySeconds, ObjectNode tried) throws IOException, InterruptedException {
        int best = PLACES.getFirst();
        double fastest = 0;
        for (int places : PLACES) {
            // no more than can be answered in some four seconds
            int answers = (int) Math.min(peer.tried, 4 * places / latencySeconds);
            double perSecond = measure(peer, host, answers, places);
            tried.put(Integer.toString(places), Rounds.round(perSecond));
            if (perSecond > fastest) {
                fastest = perSecond;
                best = places;
            }
        }
        return best;
    }

    /// Answers a second, without the start of Python.
    double measure(Peer peer, URI host, int places) throws IOException, InterruptedException {
        return measure(peer, host, peer.answers, places);
    }

    private double measure(Peer peer, URI host, int answers, int places) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(python.toString(), scripts.resolve(peer.script).toString(),
                host.toString(), Integer.toString(answers), Integer.toString(places)));
        JsonNode line = JsonMapper.shared().readTree(Surroundings.output(command).lines().reduce((_, last) -> last)
                .orElseThrow());
        if (line.path("parsed").asInt() != answers) {
            throw new IOException("%s read %s of %d answers".formatted(peer.script, line.path("parsed"), answers));
        }
        return line.path("answers_per_s").asDouble();
    }
}
