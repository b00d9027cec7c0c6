package dev.retort.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Runs one benchmark: `throughput`, `limits`, `chaos`, `million`, `training`, `training-memory`, `inference`, `inference-profile`, `predict`, `serve`; or `table`, which prints the results as Markdown.
public final class Main {
    private Main() {}

    /// @param words the benchmark, and the root of the clone
    public static void main(String[] words) throws IOException, InterruptedException {
        if (words.length != 2) {
            System.err
                    .println(
                            "benchmarks: say throughput, limits, chaos, million, training, training-memory, inference, inference-profile, predict, serve or table");
            System.exit(2);
        }
        Path root = Path.of(words[1]).toAbsolutePath().normalize();
        if (words[0].equals("table")) {
            System.out.print(ResultTable.of(root.resolve("benchmarks/results")));
            return;
        }
        Path scratch = Files.createTempDirectory("retort-benchmark-");
        int status;
        try {
            var surroundings = new Surroundings(root, scratch,
                    Optional.ofNullable(System.getenv("PEER_PYTHON")).filter(path -> !path.isBlank()).map(Path::of));
            status = switch (words[0]) {
                case "throughput" -> new Throughput(surroundings).run();
                case "limits" -> new LimitsKept(surroundings).run();
                case "chaos" -> new Chaos(surroundings).run();
                case "million" -> new Million(surroundings).run();
                case "training" -> new Training(surroundings).run();
                case "serve" -> new Serving(surroundings).run();
                case "training-memory" -> new Training(surroundings).runMemory();
                case "inference" -> new Inference(surroundings).run();
                case "inference-profile" -> new InferenceProfile(surroundings).run();
                case "predict" -> new Predicting(surroundings).run();
                default -> {
                    System.err.println("benchmarks: no benchmark '%s'".formatted(words[0]));
                    yield 2;
                }
            };
        } finally {
            if (System.getenv("KEEP_SCRATCH") == null) {
                GeneratedWorkspace.removeAll(scratch);
            }
        }
        System.exit(status);
    }
}
