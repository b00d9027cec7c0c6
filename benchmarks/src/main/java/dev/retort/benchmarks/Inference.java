package dev.retort.benchmarks;

import dev.retort.base.BaseModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Scoring texts in int8 beside ONNX Runtime's own dynamic quantization in Python: the same weights and texts, in turns.
final class Inference {
    private static final int ROUNDS = 5;
    private static final double MOST_DIFFERENCE = 1e-4;

    /// What is run.
    ///
    /// @param texts so that ours takes some seconds
    /// @param times as many texts a second as the peer that ours must score
    /// @param sooner how many times sooner one text must be answered
    private record Size(String name, int texts, double times, double sooner) {}

    private static final List<Size> SIZES = List.of(new Size("all-MiniLM-L6-v2", 4000, 2.1, 1.8),
            new Size("bge-small-en-v1.5", 2000, 2.1, 1.79), new Size("bert-base-size", 800, 1.75, 1.48));

    private final Surroundings surroundings;
    private final Path data;
    private final Path script;

    Inference(Surroundings surroundings) {
        this.surroundings = surroundings;
        Path shared = surroundings.root().resolve("../shared").normalize();
        this.data = shared.resolve("data/financial-phrasebank/texts.csv");
        this.script = shared.resolve("peers/infer_peers.py");
    }

    int run() throws IOException, InterruptedException {
        if (!Files.exists(data)) {
            System.out.println("skip  inference: no %s".formatted(data));
            return 1;
        }
        ObjectNode result = surroundings.head("inference", "PEER_PYTHON=... benchmarks/run inference");
        Optional<Path> python = surroundings.peerPython().filter(_ -> Files.exists(script));
        if (python.isPresent()) {
            result.set("peerVersions",
                    Surroundings.versions(python.get(), "onnxruntime", "torch", "transformers", "tokenizers"));
        } else {
            System.out.println(
                    "skip  peer: PEER_PYTHON names no Python with onnxruntime, torch and transformers, or no %s"
                            .formatted(script));
        }
        var verdicts = new Verdicts(result);
        for (Size size : SIZES) {
            compare(size, RandomHead.write(surroundings.scratch().resolve("student-" + size.name()), base(size)),
                    python,
                    result, verdicts);
        }
        return verdicts.finish(surroundings.root(), "inference");
    }

    private void compare(Size size, Path student, Optional<Path> python, ObjectNode result, Verdicts verdicts)
            throws IOException, InterruptedException {
        var ours = new ArrayList<Double>();
        var oursAlone = new ArrayList<Double>();
        var peers = new ArrayList<Double>();
        var peersAlone = new ArrayList<Double>();
        double difference = 0;
        double same = 1;
        for (int round = 1; round <= ROUNDS; round++) {
            JsonNode line = ours(student, size);
            ours.add(line.path("textsPerSecond").asDouble());
            oursAlone.add(line.path("p50Millis").asDouble());
            difference = Math.max(difference, line.path("aloneDiffersBy").asDouble());
            same = Math.min(same, line.path("aloneSameLabel").asDouble());
            if (python.isPresent()) {
                JsonNode peer = peer(python.get(), student, size);
                peers.add(peer.path("sorted32").asDouble());
                peersAlone.add(peer.path("p50_ms").asDouble());
            }
            System.out.println("%s, round %d: %.0f texts/s, one in %.2f ms%s".formatted(size.name(), round,
                    ours.getLast(), oursAlone.getLast(), peers.isEmpty()
                            ? ""
                            : "; peer %.0f, %.2f ms".formatted(peers.getLast(), peersAlone.getLast())));
        }
        result.set(size.name() + ", texts/s", new Rounds(ours).json());
        result.set(size.name() + ", one text, ms", new Rounds(oursAlone).json());
        if (python.isPresent()) {
            result.set(size.name() + " in Python, texts/s", new Rounds(peers).json());
            result.set(size.name() + " in Python, one text, ms", new Rounds(peersAlone).json());
            verdicts.atLeast(size.times(), new Rounds(ours).median() / new Rounds(peers).median(),
                    size.name() + ": times as many texts a second as quantize_dynamic", "");
            verdicts.atLeast(size.sooner(), new Rounds(peersAlone).median() / new Rounds(oursAlone).median(),
                    size.name() + ": times sooner for one text", "");
        }
        verdicts.atLeast(0.999, same, size.name() + ": share of texts with the same label alone and in a batch", "");
        verdicts.check(difference <= MOST_DIFFERENCE,
                "%s: largest difference of a score, alone and in a batch, at most %s".formatted(size.name(),
                        MOST_DIFFERENCE),
                "%.2g".formatted(difference));
    }

    private Path base(Size size) throws IOException {
        Path cache = BaseModels.defaultCache(System.getenv(), Path.of(System.getProperty("user.home")));
        return size.name().equals("bert-base-size")
                ? RandomBase.write(surroundings.scratch().resolve(size.name()),
                        BaseModels.resolve("bge-small-en-v1.5", cache))
                : BaseModels.resolve(size.name(), cache);
    }

    private JsonNode ours(Path student, Size size) throws IOException, InterruptedException {
        String java = ProcessHandle.current().info().command().orElse("java");
        return last(Surroundings.output(List.of(java, "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC",
                "-Xmx512m", "-cp", System.getProperty("java.class.path"), InferenceProcess.class.getName(),
                student.toString(), data.toString(), Integer.toString(size.texts()))));
    }

    /// Its own figures, without the start of Python and the export.
    private JsonNode peer(Path python, Path student, Size size) throws IOException, InterruptedException {
        return last(Surroundings.output(List.of(python.toString(), script.toString(), student.toString(),
                data.toString(), "--n", Integer.toString(size.texts() / 2), "--only", "int8", "--work",
                surroundings.scratch().resolve("peer").toString())));
    }

    private static JsonNode last(String lines) {
        return JsonMapper.shared().readTree(lines.lines().reduce((_, last) -> last).orElseThrow());
    }
}
