package dev.retort.serve;

import dev.retort.http.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Serves students over HTTP: docs/serve.md.
///
/// ```java
/// var source = new StudentSource("news", () -> Path.of("students/best"));
/// try (var server = ModelServer.start(List.of(source), ServeOptions.defaults(), surroundings)) {
///     System.out.println(server.port());
/// }
/// ```
public final class ModelServer implements AutoCloseable {
    private final List<ServedStudent> students;
    private final Router router;
    private final HttpServer http;
    private final Optional<AccessLog> log;
    private final ExecutorService loader;
    private final Consumer<Throwable> failures;

    /// What a server is told from outside.
    ///
    /// @param clock for times in the log and of loading
    /// @param accessLog where lines about requests go, if anywhere
    /// @param failures hears of what should not have happened: a model that fails, a bug
    /// @param version of Retort
    public record Surroundings(Clock clock, Optional<PrintWriter> accessLog, Consumer<Throwable> failures,
            String version) {}

    private ModelServer(List<ServedStudent> students, ServeOptions options, ServerMetrics metrics,
            Surroundings around) {
        this.students = students;
        this.failures = around.failures();
        this.loader = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("retort-load").daemon().factory());
        this.log = around.accessLog().map(AccessLog::onto);
        this.router = new Router(students, options, metrics, log, around.version(), around.clock(), failures,
                done -> loader.execute(() -> done.accept(reload())));
        try {
            this.http = HttpServer.start(options.http(), router, failures);
        } catch (RuntimeException failure) {
            log.ifPresent(AccessLog::close);
            loader.shutdown();
            throw failure;
        }
        metrics.observe(http::connections, http::bodiesBytes, router::takesIn);
        students.forEach(metrics::observe);
    }

    /// Loads the students and listens.
    ///
    /// @param sources at least one, with different names; the first answers where no name is given
    /// @throws dev.retort.infer.InferenceException if a student cannot be loaded
    /// @throws dev.retort.http.HttpException if the address cannot be listened on
    public static ModelServer start(List<StudentSource> sources, ServeOptions options, Surroundings around) {
        requireNames(sources);
        options.state().ifPresent(ModelServer::make);
        var metrics = new ServerMetrics();
        List<ServedStudent> students = new ArrayList<>();
        try {
            for (StudentSource source : sources) {
                students.add(ServedStudent.load(source, options, metrics, around.clock(), around.failures()));
            }
            return new ModelServer(students, options, metrics, around);
        } catch (RuntimeException | Error failure) {
            students.forEach(ServedStudent::close);
            throw failure;
        }
    }

    private static void make(Path state) {
        try {
            Files.createDirectories(state);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private static void requireNames(List<StudentSource> sources) {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("a server needs at least one student");
        }
        Set<String> names = new HashSet<>();
        for (StudentSource source : sources) {
            if (!names.add(source.name())) {
                throw new IllegalArgumentException(
                        "two students are named '%s'; name them apart with 'NAME=DIR'".formatted(source.name()));
            }
        }
    }

    /// The port that is listened on.
    public int port() {
        return http.port();
    }

    /// Loads all students anew. One that cannot be loaded stays as it is. Waits for the loading, not for the last batches
    /// of the old ones.
    ///
    /// @return for each name `reloaded`, or why not
    public Map<String, String> reload() {
        Map<String, String> results = new LinkedHashMap<>();
        for (ServedStudent student : students) {
            results.put(student.name(), reload(student));
        }
        return results;
    }

    /// Loads those students anew whose files have changed.
    ///
    /// @return for each name of these `reloaded`, or why not
    public Map<String, String> reloadChanged() {
        Map<String, String> results = new LinkedHashMap<>();
        for (ServedStudent student : students) {
            if (student.changed()) {
                results.put(student.name(), reload(student));
            }
        }
        return results;
    }

    private String reload(ServedStudent student) {
        try {
            student.reload();
            return "reloaded";
        } catch (RuntimeException failure) {
            failures.accept(failure);
            return "failed: " + failure.getMessage();
        }
    }

    /// Takes nothing new in, turns `/ready` to 503, and waits until everything taken in is answered.
    ///
    /// @param most to wait
    /// @return whether everything is
    public boolean drain(Duration most) throws InterruptedException {
        router.drain();
        return http.drain(most);
    }

    @Override
    public void close() {
        router.drain();
        http.close();
        loader.shutdown();
        students.forEach(ServedStudent::close);
        log.ifPresent(AccessLog::close);
    }
}
