package dev.retort.benchmarks;

import dev.retort.files.DataFile;
import dev.retort.files.DataFormat;
import dev.retort.files.Row;
import dev.retort.files.RowReader;
import dev.retort.files.Rows;
import dev.retort.infer.Student;
import dev.retort.infer.StudentOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `retort serve` as a process of its own, asked by clients in this one: how many texts a second beside the library in
/// batches, how long answers take, what happens at twice of what it can do, whether it grows, whether malformed requests
/// harm it. Both share the machine's cores, as a server and its proxy would.
final class Serving {
    private static final int TEXTS = 1000;
    private static final int CLIENTS = 64;
    private static final int ROUNDS = 5;
    private static final int MALFORMED = 2000;

    private final Surroundings surroundings;
    private final Path workspace;
    private final Duration round = Duration.ofSeconds(seconds("ROUND_SECONDS", 15));
    private final Duration soak = Duration.ofSeconds(seconds("SOAK_SECONDS", 600));

    Serving(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.workspace = surroundings.root().resolve(
                Optional.ofNullable(System.getenv("STUDENT")).orElse("examples/market-briefs"));
    }

    private static long seconds(String variable, long usual) {
        return Optional.ofNullable(System.getenv(variable)).map(Long::parseLong).orElse(usual);
    }

    int run() throws IOException, InterruptedException {
        ObjectNode result = surroundings.head("serve", "benchmarks/run serve");
        Path student = student();
        List<String> texts = texts();
        result.put("student", String.valueOf(student.getFileName())).put("roundSeconds", round.toSeconds())
                .put("soakSeconds", soak.toSeconds());
        int port = freePort();
        Path errors = surroundings.scratch().resolve("serve.err");
        Retort server = Retort.start(surroundings.root(), errors, "serve", student.toString(), "--port",
                Integer.toString(port), "-q");
        var verdicts = new Verdicts(result);
        try {
            awaitReady(server, port);
            measure(server, new LoadClient(port, texts), student, texts, result, verdicts);
            soak(server, new LoadClient(port, texts), new Malformed(port), result, verdicts);
            server.interrupt();
            verdicts.check(server.waitFor(Duration.ofSeconds(60)) == 0, "SIGTERM ends it with status 0", "it did");
        } finally {
            if (server.isAlive()) {
                server.kill();
            }
        }
        result.put("peakMiB", Rounds.round(server.peakMiB()));
        return verdicts.finish(surroundings.root(), "serve");
    }

    /// Library and server in turn, so that both see the same minutes.
    private void measure(Retort server, LoadClient clients, Path student, List<String> texts, ObjectNode result,
            Verdicts verdicts) throws InterruptedException {
        List<Double> library = new ArrayList<>();
        List<Double> served = new ArrayList<>();
        List<Double> alone = new ArrayList<>();
        List<Double> p50 = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        clients.closed(CLIENTS, Duration.ofSeconds(5)); // the compiler's turn
        for (int i = 0; i < ROUNDS; i++) {
            library.add(library(student, texts));
            alone.add(clients.closed(1, round.dividedBy(3)).quantile(0.5));
            LoadClient.Load load = clients.closed(CLIENTS, round);
            served.add(load.perSecond());
            p50.add(load.quantile(0.5));
            p99.add(load.quantile(0.99));
        }
        result.set("libraryTextsPerSecond", new Rounds(library).json());
        result.set("servedTextsPerSecond", new Rounds(served).json());
        result.set("oneClientP50Millis", new Rounds(alone).json());
        result.set("p50Millis", new Rounds(p50).json());
        result.set("p99Millis", new Rounds(p99).json());
        double capacity = new Rounds(served).median();
        verdicts.atLeast(80, 100 * capacity / new Rounds(library).median(),
                "64 clients of one text each, beside the library in batches", "%");
        LoadClient.Load twice = clients.open(8 * CLIENTS, 2 * capacity, round.multipliedBy(2));
        result.set("atTwiceTheCapacity", load(twice, result));
        verdicts.atLeast(0.9 * capacity, twice.perSecond(), "answered a second at twice the capacity", "");
        verdicts.check(twice.statuses().keySet().stream().allMatch(status -> status == 200 || status == 429)
                && twice.statuses().containsKey(429), "the excess gets 429", twice.statuses().toString());
        verdicts.atMost(3 * new Rounds(p99).median(), twice.quantile(0.99),
                "p99 of what is taken in at twice the capacity, three times that at capacity", "ms");
        verdicts.check(server.isAlive(), "the server lives", "it does");
    }

    private static ObjectNode load(LoadClient.Load load, ObjectNode factory) {
        ObjectNode json = factory.objectNode();
        json.put("perSecond", Rounds.round(load.perSecond())).put("p50Millis", Rounds.round(load.quantile(0.5)))
                .put("p99Millis", Rounds.round(load.quantile(0.99)));
        load.statuses().forEach((status, count) -> json.put("status" + status, count));
        return json;
    }

    private double library(Path student, List<String> texts) {
        int cores = Runtime.getRuntime().availableProcessors();
        try (Student loaded = Student.load(student,
                new StudentOptions(cores, StudentOptions.defaults().batchTokens()))) {
            loaded.predict(texts.subList(0, 100));
            long start = System.nanoTime();
            int done = 0;
            while (System.nanoTime() - start < round.toNanos()) {
                loaded.predict(texts);
                done += texts.size();
            }
            return done / ((System.nanoTime() - start) / 1e9);
        }
    }

    /// Load for some minutes with malformed requests beside it; memory is looked at every few seconds.
    private void soak(Retort server, LoadClient clients, Malformed malformed, ObjectNode result, Verdicts verdicts)
            throws IOException, InterruptedException {
        var load = CompletableFuture.supplyAsync(() -> {
            try {
                return clients.closed(CLIENTS, soak);
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        });
        var wrong = CompletableFuture.supplyAsync(() -> malformed.send(MALFORMED));
        List<Double> resident = new ArrayList<>();
        while (!load.isDone()) {
            resident.add(server.residentMiB());
            TimeUnit.SECONDS.sleep(Math.max(1, soak.toSeconds() / 120));
        }
        ArrayNode samples = result.putArray("soakResidentMiB");
        resident.forEach(sample -> samples.add(Rounds.round(sample)));
        LoadClient.Load soaked = load.join();
        result.set("soaked", load(soaked, result));
        Map<String, Integer> wrongly = wrong.join();
        verdicts.check(wrongly.isEmpty(), "%d malformed requests get their status".formatted(MALFORMED),
                wrongly.isEmpty() ? "all" : wrongly.toString());
        verdicts.check(soaked.statuses().keySet().equals(Set.of(200)), "every other request is answered",
                soaked.statuses().toString());
        int third = resident.size() / 3;
        double early = new Rounds(resident.subList(third, 2 * third)).median();
        double late = new Rounds(resident.subList(2 * third, resident.size())).median();
        verdicts.atMost(5, 100 * (late / early - 1), "resident memory, last third beside the middle one, grows", "%");
    }

    private Path student() throws IOException {
        Path place = workspace;
        if (Files.exists(place.resolve("config.json"))) {
            return place;
        }
        try (Stream<Path> students = Files.list(place.resolve("students"))) {
            return students.filter(found -> Files.exists(found.resolve("retort.json"))).max(Path::compareTo)
                    .orElseThrow();
        } catch (IOException | NoSuchElementException none) {
            throw new IOException("%s: no student; run './retort run %s' first, or name one with STUDENT"
                    .formatted(place, place), none);
        }
    }

    private List<String> texts() {
        Path file = surroundings.root().resolve("examples/market-briefs/texts.csv");
        List<String> texts = new ArrayList<>();
        try (RowReader rows = Rows.open(new DataFile(file, file.toString(), DataFormat.CSV, StandardCharsets.UTF_8, ',',
                Optional.empty(), Optional.empty(), Optional.empty()))) {
            for (Optional<Row> row = rows.next(); row.isPresent() && texts.size() < TEXTS; row = rows.next()) {
                texts.add(row.get().cell("text").orElseThrow());
            }
        }
        return texts;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitReady(Retort server, int port) throws IOException, InterruptedException {
        while (true) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                if (!server.isAlive() || server.age().compareTo(Duration.ofMinutes(2)) > 0) {
                    throw new IOException("retort serve does not listen", notYet);
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }
}
