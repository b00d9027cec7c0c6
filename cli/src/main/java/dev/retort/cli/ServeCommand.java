package dev.retort.cli;

import dev.retort.batching.BatchOptions;
import dev.retort.http.HttpOptions;
import dev.retort.infer.StudentOptions;
import dev.retort.pipeline.Cascading;
import dev.retort.pipeline.Students;
import dev.retort.pipeline.TeacherService;
import dev.retort.serve.Adviser;
import dev.retort.serve.ApiKeys;
import dev.retort.serve.Cascade;
import dev.retort.serve.ModelServer;
import dev.retort.serve.ServeOptions;
import dev.retort.serve.StudentSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `retort serve`.
@Command(name = "serve", description = "Answers HTTP requests with one or several students, until SIGTERM or Ctrl+C.", //
        footer = {"", "Examples:", "  retort serve examples/market-briefs",
                "  retort serve news=examples/market-briefs mood=students/mood --port 9000 --keys keys.txt", "",
                "Paths, shapes and status codes: docs/serve.md, or /docs of the server."})
final class ServeCommand implements Callable<Integer> {
    private static final String KEYS = "RETORT_SERVE_KEYS";
    /// Texts that teachers may be asked about at once.
    private static final int MOST_ASKED = 1024;

    @Parameters(arity = "1..*", paramLabel = "[NAME=]STUDENT", //
            description = "A student directory, or a workspace, whose newest student is taken; the first answers where no name is given.")
    @SuppressWarnings("NullAway.Init")
    private List<String> students;

    @Option(names = "--host", paramLabel = "NAME", defaultValue = "127.0.0.1", //
            description = "Address to listen on; by default 127.0.0.1, which only this machine reaches.")
    @SuppressWarnings("NullAway.Init")
    private String host;

    @Option(names = "--port", paramLabel = "N", defaultValue = "8080", //
            description = "Port to listen on; 0 takes a free one. By default 8080.")
    private int port;

    @Option(names = "--keys", paramLabel = "FILE", //
            description = "Keys, one a line, one of which requests must bear; or set " + KEYS
                    + " to keys separated by commas.")
    private @Nullable Path keys;

    @Option(names = "--threads", paramLabel = "N", description = "Cores to compute with; by default all.")
    private @Nullable Integer threads;

    @Option(names = "--batch-tokens", paramLabel = "N", //
            description = "Tokens that are taken from the queue at a time; by default 1024.")
    private @Nullable Integer batchTokens;

    @Option(names = "--queue-tokens", paramLabel = "N", //
            description = "Tokens that may wait for each student before requests get status 429; by default 4096.")
    private @Nullable Integer queueTokens;

    @Option(names = "--max-texts", paramLabel = "N", description = "Texts one request may have; by default 128.")
    private @Nullable Integer maxTexts;

    @Option(names = "--max-body", paramLabel = "BYTES", //
            description = "Bytes the body of one request may have; by default 2000000.")
    private @Nullable Integer maxBody;

    @Option(names = "--max-connections", paramLabel = "N", //
            description = "Connections that may be open; by default 1024.")
    private @Nullable Integer maxConnections;

    @Option(names = "--cors", paramLabel = "ORIGIN", //
            description = "Lets pages of this origin ask from a browser, such as https://shop.example, or '*' for all.")
    private @Nullable String origin;

    @Option(names = "--ask-below", paramLabel = "P", //
            description = "Ask the workspace's teacher about texts whose label is less probable, and answer with its label. Costs what the teacher costs, within the workspace's budget.")
    private @Nullable Double askBelow;

    @Option(names = "--ask-wait", paramLabel = "SECONDS", defaultValue = "10", //
            description = "How long a request waits for the teacher before it gets the student's label; by default 10.")
    private int askWait;

    @Option(names = "--watch", paramLabel = "SECONDS", //
            description = "Looks so often for a new student and takes it; without it on SIGHUP or POST /admin/reload.")
    private @Nullable Integer watch;

    @Option(names = "--drain", paramLabel = "SECONDS", defaultValue = "30", //
            description = "How long requests taken in may still be answered after SIGTERM; by default 30.")
    private int drain;

    @Option(names = "--state", paramLabel = "DIR", //
            description = "Keeps what /drift shows there, counts by day without texts; in memory only without it.")
    private @Nullable Path state;

    @Option(names = "--log-texts", description = "Write the texts into the access log too.")
    private boolean logTexts;

    @Option(names = {"-q", "--quiet"}, description = "Write no access log; it goes to standard error otherwise.")
    private boolean quiet;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Main main;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ServeOptions options = options();
        List<Named> named = students.stream().map(ServeCommand::named).toList();
        PrintWriter err = spec.commandLine().getErr();
        var around = new ModelServer.Surroundings(Clock.systemUTC(), quiet ? Optional.empty() : Optional.of(err),
                this::failed, Version.number());
        Signals signals = Signals.handled();
        try (var teachers = new Teachers();
                var server = ModelServer.start(named.stream().map(one -> source(one, teachers)).toList(), options,
                        around)) {
            warnIfOpen(options);
            PrintWriter out = spec.commandLine().getOut();
            out.println("serving %s on http://%s:%d, which shows its paths on /docs".formatted(String.join(", ",
                    named.stream().map(Named::name).toList()), host, server.port()));
            out.flush();
            untilStopped(server, signals);
            if (!server.drain(Duration.ofSeconds(drain))) {
                say("not everything could be answered within %d s; give more with '--drain'".formatted(drain));
                return ExitStatus.FAILED;
            }
            return ExitStatus.DONE;
        }
    }

    private void untilStopped(ModelServer server, Signals signals) throws InterruptedException {
        Optional<Duration> look = Optional.ofNullable(watch).map(Duration::ofSeconds);
        while (true) {
            Optional<Signals.Told> told = signals.next(look);
            if (told.isPresent() && told.get() == Signals.Told.STOP) {
                return;
            }
            try {
                tell(told.isPresent() ? server.reload() : server.reloadChanged());
            } catch (RuntimeException unknown) {
                failed(unknown); // a workspace that cannot be read just now; the students loaded go on
            }
        }
    }

    private void tell(Map<String, String> results) {
        results.forEach((name, result) -> say("%s %s".formatted(name, result)));
    }

    private ServeOptions options() throws IOException {
        if (watch != null && watch < 1) {
            throw usage("--watch must be at least 1 second, got %d".formatted(watch));
        }
        if (drain < 0) {
            throw usage("--drain must be at least 0 seconds, got %d".formatted(drain));
        }
        if (askBelow != null && !(askBelow > 0 && askBelow <= 1)) {
            throw usage("--ask-below must be a probability above 0, at most 1, got %s".formatted(askBelow));
        }
        if (askWait < 1) {
            throw usage("--ask-wait must be at least 1 second, got %d".formatted(askWait));
        }
        ServeOptions usual = ServeOptions.defaults();
        HttpOptions http = usual.http();
        BatchOptions batching = usual.batching();
        try {
            int body = or(maxBody, http.maxBodyBytes());
            return new ServeOptions(new HttpOptions(host, port, http.maxHeadBytes(), body,
                    Math.max(http.maxBodiesBytes(), 4L * body), or(maxConnections, http.maxConnections()),
                    http.headTimeout(), http.bodyTimeout(), http.idleTimeout(), http.writeTimeout(), http.threads()),
                    new BatchOptions(or(queueTokens, batching.queueTokens()), or(batchTokens, batching.batchTokens()),
                            or(threads, batching.workers())),
                    new StudentOptions(1, usual.student().batchTokens()), or(maxTexts, usual.maxTexts()), keys(),
                    Optional.ofNullable(origin), logTexts, Optional.ofNullable(state));
        } catch (IllegalArgumentException outOfRange) {
            throw usage(String.valueOf(outOfRange.getMessage()));
        }
    }

    private static int or(@Nullable Integer given, int usual) {
        return given == null ? usual : given;
    }

    private ApiKeys keys() throws IOException {
        if (keys != null) {
            return ApiKeys.read(keys);
        }
        String variable = main.invocation().environment().get(KEYS);
        return variable == null ? ApiKeys.NONE : ApiKeys.of(variable, KEYS);
    }

    private static Named named(String argument) {
        int equals = argument.indexOf('=');
        boolean named = equals > 0 && !argument.substring(0, equals).contains("/") && !Files.exists(Path.of(argument));
        Path place = Path.of(named ? argument.substring(equals + 1) : argument);
        Path last = place.toAbsolutePath().normalize().getFileName();
        String name = named ? argument.substring(0, equals) : last == null ? "student" : last.toString();
        return new Named(name, place);
    }

    /// @param place of a student or its workspace
    private record Named(String name, Path place) {}

    private StudentSource source(Named named, Teachers teachers) {
        Optional<Cascade> cascade = Optional.ofNullable(askBelow)
                .map(below -> new Cascade(adviser(teachers.of(named.place())), below, Duration.ofSeconds(askWait),
                        MOST_ASKED));
        return new StudentSource(named.name(), () -> Students.find(named.place()),
                student -> Students.testProbabilities(named.place(), student), cascade);
    }

    private static Adviser adviser(TeacherService teacher) {
        return text -> teacher.ask(text).thenApply(advice -> switch (advice) {
            case TeacherService.Advice.Labelled(var annotation) -> Cascading.shares(annotation);
            case TeacherService.Advice.Unlabelled _ -> Map.of();
        });
    }

    /// One for each workspace, whatever names it is served under.
    private final class Teachers implements AutoCloseable {
        private final Map<Path, TeacherOnCall> open = new LinkedHashMap<>();

        TeacherService of(Path place) {
            return open.computeIfAbsent(place.toAbsolutePath().normalize(),
                    _ -> TeacherOnCall.open(place, main.invocation(), spec.commandLine().getErr(),
                            ServeCommand.this::say))
                    .service();
        }

        @Override
        public void close() {
            open.values().forEach(TeacherOnCall::close);
        }
    }

    private void warnIfOpen(ServeOptions options) {
        if (options.keys().isEmpty() && !isLoopback()) {
            say("warning: everyone who reaches %s may ask; set keys with '--keys FILE', or listen on 127.0.0.1"
                    .formatted(host));
        }
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false; // listening has said so
        }
    }

    private void failed(Throwable failure) {
        say(failure.getClass().getName().startsWith("dev.retort.")
                ? String.valueOf(failure.getMessage())
                : "internal error: %s; please report it".formatted(failure));
    }

    private void say(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("retort: " + line.strip().replaceAll("\\s*\\R\\s*", " "));
        err.flush();
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
