package dev.retort.serve;

import dev.retort.batching.Job;
import dev.retort.batching.Outcome;
import dev.retort.http.Endpoint;
import dev.retort.http.Exchange;
import dev.retort.http.Refusal;
import dev.retort.http.Request;
import dev.retort.http.Response;
import dev.retort.metrics.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Answers requests: who may ask, for what, with which student.
final class Router implements Endpoint {
    private static final int LONGEST_PATH_SHOWN = 200;
    private static final long MOST_RETRY_SECONDS = 60;

    private final Map<String, ServedStudent> students;
    private final ServedStudent first;
    private final ServeOptions options;
    private final ServerMetrics metrics;
    private final Optional<AccessLog> log;
    private final InfoPage info;
    private final CallReader calls;
    private final Clock clock;
    private final Consumer<Throwable> failures;
    private final Reloading reloading;
    private volatile boolean draining;

    /// Loads students anew, later and elsewhere.
    interface Reloading {
        /// @param done hears of each student's name what became of it: `reloaded`, or why not
        void start(Consumer<Map<String, String>> done);
    }

    Router(List<ServedStudent> students, ServeOptions options, ServerMetrics metrics, Optional<AccessLog> log,
            String version, Clock clock, Consumer<Throwable> failures, Reloading reloading) {
        this.students = new LinkedHashMap<>();
        students.forEach(student -> this.students.put(student.name(), student));
        this.first = students.getFirst();
        this.options = options;
        this.metrics = metrics;
        this.log = log;
        this.info = new InfoPage(options, version);
        this.calls = new CallReader(options.maxTexts());
        this.clock = clock;
        this.failures = failures;
        this.reloading = reloading;
    }

    /// From now on nothing new is predicted.
    void drain() {
        draining = true;
    }

    boolean takesIn() {
        return !draining;
    }

    @Override
    public Response refuse(Refusal refusal) {
        metrics.refused(refusal.status());
        ErrorType type = switch (refusal) {
            case TOO_SLOW -> ErrorType.TIMEOUT;
            case BODIES_FULL, TOO_MANY_CONNECTIONS -> ErrorType.OVERLOADED;
            case FAILED -> ErrorType.INTERNAL;
            case MALFORMED, BODY_TOO_LARGE, LINE_TOO_LONG, EXPECTATION, HEAD_TOO_LARGE -> ErrorType.VALIDATION;
        };
        Response response = Json.error(refusal.status(), type, words(refusal));
        return type == ErrorType.OVERLOADED ? response.with("retry-after", "1") : response;
    }

    private String words(Refusal refusal) {
        return switch (refusal) {
            case MALFORMED -> "this is not an HTTP/1.1 request";
            case TOO_SLOW -> "the request must come whole within %d s for its head and %d s for its body".formatted(
                    options.http().headTimeout().toSeconds(), options.http().bodyTimeout().toSeconds());
            case BODY_TOO_LARGE -> "the body may have %d bytes; send fewer or shorter texts a request".formatted(
                    options.http().maxBodyBytes());
            case LINE_TOO_LONG -> "the first line may have %d bytes".formatted(options.http().maxHeadBytes());
            case HEAD_TOO_LARGE -> "the headers may have %d bytes".formatted(options.http().maxHeadBytes());
            case EXPECTATION -> "Expect may only be 100-continue";
            case BODIES_FULL -> "too many bodies are under way; try again";
            case TOO_MANY_CONNECTIONS -> "%d connections are open already; try again".formatted(
                    options.http().maxConnections());
            case FAILED -> "the server failed on this request; its log says why";
        };
    }

    @Override
    public void handle(Exchange exchange) {
        Request request = exchange.request();
        Optional<Route> route = Route.of(request.method(), request.path());
        var answer = new Answer(exchange, route);
        try {
            if (request.method().equals("OPTIONS") && options.origin().isPresent()) {
                answer.send(preflight());
            } else if (route.isEmpty()) {
                answer.send(unknown(request));
            } else if (route.get().isLocked() && !options.keys().isEmpty()
                    && !options.keys().allow(request.header("authorization").orElse(""))) {
                answer.send(Json.error(401, ErrorType.UNAUTHORIZED,
                        "this needs a key; send it as 'Authorization: Bearer KEY'").with("www-authenticate", "Bearer"));
            } else {
                serve(route.get(), answer);
            }
        } catch (RefusedRequest refused) {
            answer.send(Json.error(refused.status(), refused.type(), refused.words()));
        }
    }

    private static Response preflight() {
        return Response.empty(204).with("access-control-allow-methods", "GET, POST")
                .with("access-control-allow-headers", "authorization, content-type")
                .with("access-control-max-age", "600");
    }

    private static Response unknown(Request request) {
        String methods = Route.methods(request.path());
        return methods.isEmpty()
                ? Json.error(404, ErrorType.NOT_FOUND, "there is no such path; /docs shows those there are")
                : Json.error(405, ErrorType.VALIDATION, "this path knows " + methods).with("allow", methods);
    }

    private void serve(Route route, Answer answer) {
        Request request = answer.exchange.request();
        switch (route) {
            case PREDICT, PREDICT_BY_NAME, CLASSIFY, CLASSIFY_BY_NAME -> predict(route, answer);
            case INFO -> answer.send(Json.response(200, info.of(first.facts(), students.values().stream()
                    .map(ServedStudent::facts).toList())));
            case INFO_BY_NAME -> answer.send(Json.response(200, InfoPage.model(student(route, request).facts())));
            case METRICS -> answer.send(Response.of(200, Metrics.TYPE, metrics.all().page()));
            case DRIFT_DATA -> answer.send(Json.response(200, drift()));
            case DRIFT -> answer.send(Pages.drift());
            case RELOAD -> reload(answer);
            case HEALTH -> answer.send(Response.empty(200));
            case READY -> answer.send(draining ? down() : Response.empty(200));
            case OPENAPI -> answer.send(Pages.openApi());
            case HOME -> answer.send(Response.empty(303).with("location", "/docs"));
            case DOCS -> answer.send(Pages.docs());
        }
    }

    private static Response down() {
        return Json.error(503, ErrorType.UNHEALTHY, "the server is shutting down").with("retry-after", "1");
    }

    private Map<String, Object> drift() {
        Map<String, Object> models = new LinkedHashMap<>();
        students.values().forEach(student -> models.put(student.name(), student.drift().report()));
        return Map.of("models", models);
    }

    private void reload(Answer answer) {
        if (options.keys().isEmpty()) {
            answer.send(Json.error(403, ErrorType.UNAUTHORIZED,
                    "students are loaded anew by a request only where keys are set; send the process SIGHUP instead"));
            return;
        }
        reloading.start(results -> answer.send(Json.response(
                results.values().stream().allMatch("reloaded"::equals) ? 200 : 500, Map.of("models", results))));
    }

    private ServedStudent student(Route route, Request request) {
        Optional<String> name = route.name(request.path());
        if (name.isEmpty()) {
            return first;
        }
        return Optional.ofNullable(students.get(name.get())).orElseThrow(() -> new RefusedRequest(404,
                ErrorType.NOT_FOUND, "there is no model of this name; /info lists those there are"));
    }

    private void predict(Route route, Answer answer) {
        Request request = answer.exchange.request();
        ServedStudent student = student(route, request);
        if (!request.mediaType().filter(Json.TYPE::equals).isPresent()) {
            throw new RefusedRequest(415, ErrorType.VALIDATION,
                    "the body must come as 'Content-Type: application/json'");
        }
        boolean inference = route == Route.PREDICT || route == Route.PREDICT_BY_NAME;
        Call call = inference ? calls.embeddingsInference(request.body()) : calls.huggingFace(request.body());
        answer.asks(call);
        if (draining) {
            answer.send(down());
            return;
        }
        ServedStudent.Ticket offered = student.submit(facts -> new Job(call.texts(), call.truncation(),
                outcome -> finish(answer, student, facts, call, outcome)));
        answer.exchange.whenGone(() -> {
            offered.cancel();
            answer.gone();
        });
        switch (offered.admission()) {
            case ACCEPTED -> {
            }
            case CLOSED -> answer.send(down());
            case FULL -> answer.send(Json.error(429, ErrorType.OVERLOADED, "Model is overloaded").with("retry-after",
                    Long.toString(Math.clamp(student.backlog().plusMillis(999).toSeconds(), 1, MOST_RETRY_SECONDS))));
        }
    }

    private void finish(Answer answer, ServedStudent student, StudentFacts facts, Call call, Outcome outcome) {
        orFail(answer, () -> {
            switch (outcome) {
                case Outcome.Scored scored -> {
                    Optional<Consulting> consulting = student.consulting()
                            .filter(_ -> Consulting.concerns(facts, call));
                    if (consulting.isPresent()) {
                        consulting.get().ask(facts, call, scored.logits(), given -> orFail(answer,
                                () -> answer.send(consulted(scored(answer, facts, call, scored, given), given))));
                    } else {
                        answer.send(scored(answer, facts, call, scored, Consulting.Given.NOTHING));
                    }
                }
                case Outcome.TooLong(int text, int tokens, int room) -> answer.send(Json.error(413,
                        ErrorType.VALIDATION,
                        "inputs[%d] has %d tokens, and this model reads %d; send 'truncate': true to have it cut"
                                .formatted(text, tokens, room)));
                case Outcome.Failed(Throwable cause) -> {
                    failures.accept(cause);
                    answer.send(Json.error(424, ErrorType.BACKEND, "Inference failed; the server's log says why"));
                }
            }
        });
    }

    private void orFail(Answer answer, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException bug) {
            failures.accept(bug);
            answer.send(refuse(Refusal.FAILED));
        }
    }

    private Response scored(Answer answer, StudentFacts facts, Call call, Outcome.Scored scored,
            Consulting.Given given) {
        metrics.queued(facts.name(), scored.queued());
        answer.tokens = scored.tokens();
        return Response.of(200, Json.TYPE, Json.scores(facts, call, scored.logits(), given.given()))
                .with("x-compute-tokens", Integer.toString(scored.tokens()))
                .with("x-queue-time", Long.toString(scored.queued().toMillis()))
                .with("x-inference-time", Long.toString(scored.scoring().toMillis()))
                .with("x-total-time", Long.toString(answer.time().toMillis()));
    }

    /// Says which texts were unsure.
    private static Response consulted(Response response, Consulting.Given given) {
        return response.with("x-teacher-texts", places(given.given().keySet()))
                .with("x-teacher-missing", places(given.missing()));
    }

    private static String places(Set<Integer> texts) {
        return String.join(",", texts.stream().map(String::valueOf).toList());
    }

    /// One answer on its way: counted, logged, sent.
    private final class Answer {
        private final Exchange exchange;
        private final Optional<Route> route;
        private volatile Optional<Call> call = Optional.empty();
        private volatile int tokens;

        Answer(Exchange exchange, Optional<Route> route) {
            this.exchange = exchange;
            this.route = route;
        }

        void asks(Call asked) {
            call = Optional.of(asked);
        }

        Duration time() {
            return Duration.ofNanos(System.nanoTime() - exchange.startedNanos());
        }

        void send(Response response) {
            note(response.status(), response.body().length);
            exchange.respond(options.origin().map(origin -> response.with("access-control-allow-origin", origin)
                    .with("vary", "origin")).orElse(response));
        }

        /// The client left; 499 is what proxies write for that.
        void gone() {
            note(499, 0);
        }

        private void note(int status, int bytes) {
            Duration time = time();
            metrics.answered(route.map(Route::template).orElse("none"), status, time);
            log.ifPresent(lines -> lines.line(fields(status, bytes, time)));
        }

        private Map<String, Object> fields(int status, int bytes, Duration time) {
            Request request = exchange.request();
            String path = request.path();
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("time", clock.instant().toString());
            fields.put("client", request.remote());
            fields.put("method", request.method());
            fields.put("path", path.substring(0, Math.min(LONGEST_PATH_SHOWN, path.length())));
            fields.put("status", status);
            fields.put("ms", Double.valueOf(String.format(Locale.ROOT, "%.1f", time.toNanos() / 1e6)));
            fields.put("bytes", bytes);
            call.ifPresent(asked -> {
                fields.put("texts", asked.texts().size());
                fields.put("tokens", tokens);
                if (options.logTexts()) {
                    fields.put("inputs", asked.texts());
                }
            });
            return fields;
        }
    }
}
