package dev.retort.benchmarks;

import dev.retort.base.BaseModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Fine-tuning on a CPU beside transformers' Trainer: the same base, texts, labels, batch size, in turns; and memory over
/// many epochs.
final class Training {
    private static final int ROUNDS = 5;
    private static final int EPOCHS_OF_MEMORY = 20;
    /// From here on, when every size of batch was seen, memory must stay.
    private static final int SETTLED = 5;
    private static final double GROWTH_MIB = 100;

    /// What is trained.
    ///
    /// @param texts so that ours takes some ten seconds
    /// @param times as fast as the peer that ours must be
    private record Size(String name, int texts, double times) {}

    private static final List<Size> SIZES = List.of(new Size("all-MiniLM-L6-v2", 640, 2.5),
            new Size("bge-small-en-v1.5", 320, 2.5), new Size("bert-base-size", 128, 1.8));

    private final Surroundings surroundings;
    private final Path data;
    private final Path script;

    Training(Surroundings surroundings) {
        this.surroundings = surroundings;
        Path shared = surroundings.root().resolve("../shared").normalize();
        this.data = shared.resolve("data/financial-phrasebank/train.csv");
        this.script = shared.resolve("peers/train_transformers.py");
    }

    int run() throws IOException, InterruptedException {
        if (!Files.exists(data)) {
            System.out.println("skip  training: no %s".formatted(data));
            return 1;
        }
        ObjectNode result = surroundings.head("training", "PEER_PYTHON=... benchmarks/run training");
        Optional<Path> python = surroundings.peerPython().filter(_ -> Files.exists(script));
        if (python.isPresent()) {
            result.set("peerVersions", Surroundings.versions(python.get(), "torch", "transformers"));
        } else {
            System.out.println("skip  peer: PEER_PYTHON names no Python with transformers, or no %s".formatted(script));
        }
        var verdicts = new Verdicts(result);
        for (Size size : SIZES) {
            compare(size, base(size), python, result, verdicts);
        }
        return verdicts.finish(surroundings.root(), "training");
    }

    private void compare(Size size, Path base, Optional<Path> python, ObjectNode result, Verdicts verdicts)
            throws IOException, InterruptedException {
        var ours = new ArrayList<Double>();
        var peers = new ArrayList<Double>();
        for (int round = 1; round <= ROUNDS; round++) {
            ours.add(ours(base, size.texts(), 1, size.name() + round).path("textsPerSecond").asDouble());
            if (python.isPresent()) {
                peers.add(peer(python.get(), base, size));
            }
            System.out.println("%s, round %d: %.1f texts/s%s".formatted(size.name(), round, ours.getLast(),
                    peers.isEmpty() ? "" : ", transformers %.1f".formatted(peers.getLast())));
        }
        result.set(size.name() + ", texts/s", new Rounds(ours).json());
        if (python.isPresent()) {
            result.set(size.name() + " in transformers, texts/s", new Rounds(peers).json());
            verdicts.atLeast(size.times(), new Rounds(ours).median() / new Rounds(peers).median(),
                    size.name() + ": times as fast as transformers", "");
        }
    }

    /// Memory over many epochs alone.
    int runMemory() throws IOException, InterruptedException {
        if (!Files.exists(data)) {
            System.out.println("skip  training-memory: no %s".formatted(data));
            return 1;
        }
        ObjectNode result = surroundings.head("training-memory", "benchmarks/run training-memory");
        var verdicts = new Verdicts(result);
        JsonNode line = ours(base(SIZES.getFirst()), 320, EPOCHS_OF_MEMORY, "memory");
        result.set("residentMiBByEpoch", line.path("residentMiB"));
        List<Double> resident = StreamSupport.stream(line.path("residentMiB").spliterator(), false)
                .map(JsonNode::asDouble).toList();
        verdicts.atMost(2560, line.path("peakMiB").asDouble(), "peak memory of MiniLM, batch 16 (VmHWM)", "MiB");
        verdicts.atMost(GROWTH_MIB, resident.getLast() - resident.get(SETTLED - 1),
                "memory grows from epoch %d to %d by".formatted(SETTLED, EPOCHS_OF_MEMORY), "MiB");
        return verdicts.finish(surroundings.root(), "training-memory");
    }

    private Path base(Size size) throws IOException {
        Path cache = BaseModels.defaultCache(System.getenv(), Path.of(System.getProperty("user.home")));
        if (!size.name().equals("bert-base-size")) {
            return BaseModels.resolve(size.name(), cache);
        }
        Path random = surroundings.scratch().resolve(size.name());
        return Files.exists(random)
                ? random
                : RandomBase.write(random, BaseModels.resolve("bge-small-en-v1.5", cache));
    }

    /// With the flags that the launcher gives to `train`.
    private JsonNode ours(Path base, int texts, int epochs, String work) throws IOException, InterruptedException {
        String java = ProcessHandle.current().info().command().orElse("java");
        String lines = Surroundings.output(List.of(java, "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC", "-Xms320m", "-XX:NewSize=128m",
                "-XX:MaxRAMPercentage=25", "-Dorg.bytedeco.javacpp.maxBytes=0",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0", "-Dorg.bytedeco.openblas.load=mkl", "-cp",
                System.getProperty("java.class.path"), TrainingProcess.class.getName(), base.toString(),
                data.toString(), Integer.toString(texts), Integer.toString(epochs),
                surroundings.scratch().resolve(work).toString()));
        return JsonMapper.shared().readTree(lines.lines().reduce((_, last) -> last).orElseThrow());
    }

    /// Its own figure, without the start of Python and the evaluation after training.
    private double peer(Path python, Path base, Size size) throws IOException, InterruptedException {
        Path test = surroundings.scratch().resolve("test.csv");
        if (!Files.exists(test)) {
            List<String> lines = Files.readAllLines(data.resolveSibling("test.csv"));
            Files.write(test, lines.subList(0, 2));
        }
        String lines = Surroundings.output(List.of(python.toString(), script.toString(), base.toString(),
                data.toString(), test.toString(), surroundings.scratch().resolve("peer").toString(), "--limit",
                Integer.toString(size.texts()), "--epochs", "1", "--batch", "16"));
        return JsonMapper.shared().readTree(lines.lines().reduce((_, last) -> last).orElseThrow())
                .path("samples_per_s").asDouble();
    }
}
