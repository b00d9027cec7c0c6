package dev.retort.hosts;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's Batch API: `POST {base}/files`, `POST` and `GET {base}/batches`, `GET {base}/files/ID/content`.
///
/// ```
/// {"custom_id":"...","method":"POST","url":"/v1/chat/completions","body":{...}}
/// {"custom_id":"...","response":{"status_code":200,"body":{...}},"error":null}
/// ```
final class ChatBatches implements BatchHost {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ENDPOINT = "/v1/chat/completions";
    private static final String METADATA = "retort";
    private static final int PAGE = 100;
    /// How far the host's clock may be behind ours.
    private static final Duration CLOCKS = Duration.ofHours(1);
    /// Files take longer than replies.
    private static final int FILE_PATIENCE = 10;

    /// How to exchange something with the host.
    ///
    /// @param headers of every request, the key among them
    /// @param clean takes the key out
    /// @param timeout longest wait for a response that is no file
    record Exchange(Wire wire, Supplier<Map<String, String>> headers, UnaryOperator<String> clean, Duration timeout,
            InstantSource clock) {}

    private final URI baseUrl;
    private final FailureRules rules;
    private final Exchange exchange;
    private final Function<Request, ObjectNode> body;
    private final BiFunction<Integer, String, HostReply> reader;

    /// @param body writes a request
    /// @param reader reads a status with the body of its response
    ChatBatches(URI baseUrl, FailureRules rules, Exchange exchange, Function<Request, ObjectNode> body,
            BiFunction<Integer, String, HostReply> reader) {
        this.baseUrl = baseUrl;
        this.rules = rules;
        this.exchange = exchange;
        this.body = body;
        this.reader = reader;
    }

    @Override
    public String write(String customId, Request request) {
        ObjectNode line = JSON.createObjectNode().put("custom_id", customId).put("method", "POST").put("url", ENDPOINT);
        line.set("body", body.apply(request));
        return line.toString();
    }

    @Override
    public BatchReply<String> upload(Path file) throws InterruptedException {
        try {
            return read(exchange.wire().upload(at("/files"), exchange.headers().get(), Map.of("purpose", "batch"), file,
                    forFile()), json -> Optional.of(json.path("id").asString("")).filter(id -> !id.isEmpty()));
        } catch (IOException gone) {
            throw new IllegalStateException("the input file of a batch cannot be read: " + gone.getMessage(), gone);
        }
    }

    @Override
    public BatchReply<BatchStatus> create(String inputFile, String token) throws InterruptedException {
        ObjectNode json = JSON.createObjectNode().put("input_file_id", inputFile).put("endpoint", ENDPOINT)
                .put("completion_window", "24h");
        json.putObject("metadata").put(METADATA, token);
        return read(exchange.wire().post(at("/batches"), exchange.headers().get(), json.toString(),
                exchange.timeout()), this::status);
    }

    @Override
    public BatchReply<Optional<BatchStatus>> find(String token, Instant since) throws InterruptedException {
        long oldest = since.minus(CLOCKS).getEpochSecond();
        String after = "";
        while (true) {
            var page = read(exchange.wire().get(at("/batches?limit=%d%s".formatted(PAGE, after)),
                    exchange.headers().get(), exchange.timeout()), Optional::of);
            if (!(page instanceof BatchReply.Done<JsonNode>(var json))) {
                return failed(page);
            }
            String last = "";
            for (JsonNode batch : json.path("data")) {
                if (batch.path("metadata").path(METADATA).asString("").equals(token)) {
                    return new BatchReply.Done<>(status(batch));
                }
                last = batch.path("created_at").asLong(Long.MAX_VALUE) < oldest ? "" : batch.path("id").asString("");
            }
            if (last.isEmpty() || !json.path("has_more").asBoolean(false)) {
                return new BatchReply.Done<>(Optional.empty());
            }
            after = "&after=" + last;
        }
    }

    @Override
    public BatchReply<BatchStatus> look(String id) throws InterruptedException {
        return read(exchange.wire().get(at("/batches/" + id), exchange.headers().get(), exchange.timeout()),
                this::status);
    }

    @Override
    public BatchReply<Long> fetch(String hostFile, Path into) throws InterruptedException {
        return switch (exchange.wire().download(at("/files/" + hostFile + "/content"), exchange.headers().get(), into,
                exchange.clean(), forFile())) {
            case Wire.Delivery.Response(var status, _, var length) when status / 100 == 2 ->
                new BatchReply.Done<>(Long.valueOf(length));
            case Wire.Delivery other -> read(other, _ -> Optional.empty());
        };
    }

    private URI at(String path) {
        int query = path.indexOf('?');
        URI address = BaseUrl.append(baseUrl, query < 0 ? path : path.substring(0, query));
        return query < 0
                ? address
                : URI.create(address + (address.getQuery() == null ? "?" : "&") + path.substring(query + 1));
    }

    private Duration forFile() {
        return exchange.timeout().multipliedBy(FILE_PATIENCE);
    }

    private Optional<BatchStatus> status(JsonNode batch) {
        String id = batch.path("id").asString("");
        String word = batch.path("status").asString("");
        if (!isName(id) || word.isEmpty()) {
            return Optional.empty();
        }
        JsonNode counts = batch.path("request_counts");
        String reason = "";
        for (JsonNode error : batch.path("errors").path("data")) {
            String line = error.path("line").isNumber() ? " (line %d)".formatted(error.path("line").asLong(0)) : "";
            reason = ErrorBody.read(error).message() + line;
            break;
        }
        return Optional.of(new BatchStatus(id, exchange.clean().apply(word), BatchStatus.state(word),
                counts.path("completed").asLong(0), counts.path("failed").asLong(0), counts.path("total").asLong(0),
                file(batch, "output_file_id"), file(batch, "error_file_id"), exchange.clean().apply(reason)));
    }

    private static Optional<String> file(JsonNode batch, String field) {
        return Optional.of(batch.path(field).asString("")).filter(ChatBatches::isName);
    }

    /// What may stand in an address.
    private static boolean isName(String id) {
        return id.matches("[A-Za-z0-9._-]{1,200}");
    }

    private <T> BatchReply<T> read(Wire.Delivery delivery, Function<JsonNode, Optional<T>> reading) {
        return switch (delivery) {
            case Wire.Delivery.Lost(var trouble) -> again(
                    new Trouble(trouble.kind(), rules.host() + ": " + trouble.message()), Optional.empty());
            case Wire.Delivery.Response(var status, var headers, var text) when status / 100 == 2 -> {
                Optional<T> value = json(text).flatMap(reading);
                yield value.isPresent()
                        ? new BatchReply.Done<>(value.get())
                        : again(new Trouble(Trouble.Kind.MALFORMED,
                                rules.host() + ": the response is not in the form of the Batch API; check base-url"),
                                RetryHints.retryAfter(headers, exchange.clock().instant()));
            }
            case Wire.Delivery.Response(var status, var headers, var text) -> failure(status, headers, text);
        };
    }

    private <T> BatchReply<T> failure(int status, HttpHeaders headers, String text) {
        ErrorBody error = ErrorBody.read(exchange.clean().apply(text));
        if (status == 404) {
            return new BatchReply.Missing<>(clean(new Trouble(Trouble.Kind.REJECTED,
                    "%s answers 404%s".formatted(rules.host(),
                            error.message().isEmpty() ? "" : ": " + error.message()))));
        }
        return switch (rules.read(status, headers, error, exchange.clock().instant())) {
            case HostReply.Stopped(var reason) -> new BatchReply.Stopped<>(exchange.clean().apply(reason));
            case HostReply.Rejected(var trouble) ->
                new BatchReply.Stopped<>(exchange.clean().apply(trouble.message()));
            case HostReply.TryAgain(var trouble, var pause, _) -> again(trouble, pause);
            case HostReply.Answered _ -> throw new IllegalStateException("a failure cannot be an answer");
        };
    }

    private <T> BatchReply<T> again(Trouble trouble, Optional<Duration> pause) {
        return new BatchReply.TryAgain<>(clean(trouble), pause);
    }

    private Trouble clean(Trouble trouble) {
        return new Trouble(trouble.kind(), exchange.clean().apply(trouble.message()));
    }

    private static <T, U> BatchReply<T> failed(BatchReply<U> reply) {
        return switch (reply) {
            case BatchReply.TryAgain<U>(var trouble, var pause) -> new BatchReply.TryAgain<>(trouble, pause);
            case BatchReply.Missing<U>(var trouble) -> new BatchReply.Missing<>(trouble);
            case BatchReply.Stopped<U>(var reason) -> new BatchReply.Stopped<>(reason);
            case BatchReply.Done<U> _ -> throw new IllegalArgumentException("not a failure");
        };
    }

    private static Optional<JsonNode> json(String text) {
        try {
            return Optional.of(JSON.readTree(text));
        } catch (JacksonException malformed) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Line> read(String line, boolean cutShort) {
        Optional<JsonNode> json = json(line);
        String customId = json.map(known -> known.path("custom_id").asString("")).orElse("");
        if (json.isEmpty() || customId.isEmpty()) {
            return Optional.empty();
        }
        JsonNode response = json.get().path("response");
        if (response.isObject()) {
            return Optional.of(new Line(customId, reader.apply(response.path("status_code").asInt(200),
                    response.path("body").toString())));
        }
        ErrorBody error = ErrorBody.read(json.get());
        boolean notWorkedOn = cutShort || error.says("batch_expired") || error.says("batch_cancelled");
        String message = "%s: %s".formatted(rules.host(),
                error.message().isEmpty() ? "no response to this line of a batch" : error.message());
        return Optional.of(new Line(customId, new HostReply.TryAgain(clean(
                new Trouble(notWorkedOn ? Trouble.Kind.OVERLOADED : Trouble.Kind.SERVER_ERROR, message)),
                Optional.empty(), Limits.UNKNOWN)));
    }
}
