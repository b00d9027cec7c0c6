package dev.retort.hosts;

import dev.retort.teacher.HostSettings;
import dev.retort.teacher.KnownHost;
import dev.retort.teacher.Teacher;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A host that speaks HTTP, in one wire format.
///
/// Everything that leaves here for people, files or the store has the key taken out, also where the host quoted it.
final class HttpHost implements Host {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpHeaders NO_HEADERS = HttpHeaders.of(Map.of(), (_, _) -> true);

    private final KnownHost known;
    private final URI baseUrl;
    private final URI address;
    private final WireFormat format;
    private final Optional<ApiKey> key;
    private final Wire wire;
    private final Duration timeout;
    private final InstantSource clock;
    private final FailureRules rules;
    private final Set<String> dropped = ConcurrentHashMap.newKeySet();
    private volatile boolean bringsOne;

    /// @param wire lent, not closed here
    HttpHost(HostSettings.Http settings, Teacher teacher, Optional<ApiKey> key, Wire wire, Duration timeout,
            InstantSource clock) {
        this.known = settings.known();
        this.format = WireFormat.of(known);
        this.baseUrl = BaseUrl.require(settings.baseUrl());
        this.address = format.address(baseUrl);
        this.key = key;
        this.wire = wire;
        this.timeout = timeout;
        this.clock = clock;
        this.rules = new FailureRules(address.getAuthority(), teacher.model(), key.map(ApiKey::place));
    }

    @Override
    public boolean charges() {
        return true;
    }

    @Override
    public int mostChoices() {
        return bringsOne || dropped.contains("n") ? 1 : known.mostChoices();
    }

    @Override
    public HostReply send(Request request) throws InterruptedException {
        ObjectNode sent = format.write(request, Set.copyOf(dropped));
        long start = System.nanoTime();
        var delivery = wire.post(address, headers(), sent.toString(), timeout);
        var latency = Duration.ofNanos(System.nanoTime() - start);
        return switch (delivery) {
            case Wire.Delivery.Lost(var trouble) -> lost(trouble);
            case Wire.Delivery.Response(var status, var head, var body) when status / 100 == 2 ->
                asMany(request.votes().size(), success(status, head, body, sent, Optional.of(latency),
                        json -> format.read(json, head, request)));
            case Wire.Delivery.Response(var status, var head, var body) ->
                failure(status, head, ErrorBody.read(clean(body)), sent);
        };
    }

    /// Those of every request, the key among them.
    private Map<String, String> headers() {
        var headers = new LinkedHashMap<>(format.headers());
        key.ifPresent(secret -> headers.put(known.keyHeader(), secret.in(known.keyHeader())));
        return headers;
    }

    @Override
    public Optional<BatchHost> batches() {
        if (!known.batches()) {
            return Optional.empty();
        }
        var exchange = new ChatBatches.Exchange(wire, this::headers, this::clean, timeout, clock);
        return Optional.of(new ChatBatches(baseUrl, rules, exchange, this::body, this::read));
    }

    /// A request's body as of now, without what the model refused before.
    private ObjectNode body(Request request) {
        return format.write(request, Set.copyOf(dropped));
    }

    /// Reads a response that came in a file. What was sent is not known any more: it may have held any parameter.
    private HostReply read(int status, String body) {
        ObjectNode any = JSON.createObjectNode();
        format.droppable().forEach(name -> any.put(name, true));
        return status / 100 == 2
                ? success(status, NO_HEADERS, body, any, Optional.empty(), format::read)
                : failure(status, NO_HEADERS, ErrorBody.read(clean(body)), any);
    }

    private HostReply lost(Trouble trouble) {
        var told = new Trouble(trouble.kind(), clean(rules.host() + ": " + trouble.message()));
        return trouble.kind() == Trouble.Kind.TOO_LARGE
                ? new HostReply.Rejected(told)
                : new HostReply.TryAgain(told, Optional.empty(), Limits.UNKNOWN);
    }

    /// Takes no more choices than were asked for, and remembers a host that brings one whatever it is asked.
    private HostReply asMany(int asked, HostReply reply) {
        if (!(reply instanceof HostReply.Answered answered)) {
            return reply;
        }
        List<Choice> choices = answered.choices();
        if (asked > 1 && choices.size() == 1) {
            bringsOne = true;
        }
        return new HostReply.Answered(choices.subList(0, Math.min(asked, choices.size())), answered.usage(),
                answered.latency(), answered.limits());
    }

    private HostReply success(int status, HttpHeaders headers, String body, ObjectNode sent,
            Optional<Duration> latency, Function<JsonNode, WireFormat.Content> reader) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JacksonException malformed) {
            return malformed(headers, ErrorBody.looksLikeHtml(body)
                    ? "the response is a web page, not JSON; check base-url"
                    : "the response is not whole JSON (%,d characters)".formatted(body.length()));
        }
        if (ErrorBody.isError(json)) {
            return failure(errorStatus(json, status), headers, ErrorBody.read(clean(body)), sent);
        }
        var content = reader.apply(json);
        if (content.choices().isEmpty()) {
            return malformed(headers, "the response holds no reply in the host's format; check base-url");
        }
        List<Choice> choices = content.choices().stream()
                .map(choice -> new Choice(clean(choice.text()), choice.finishReason().map(this::clean),
                        choice.tokens(), choice.label()))
                .toList();
        return new HostReply.Answered(choices, content.usage(), latency,
                RetryHints.limits(headers, clock.instant()));
    }

    /// Proxies in front of several hosts answer 200 and put the true status into the error.
    private static int errorStatus(JsonNode body, int status) {
        int code = body.path("error").path("code").asInt(0);
        return code >= 400 && code < 600 ? code : status == 200 ? 500 : status;
    }

    private HostReply malformed(HttpHeaders headers, String what) {
        return new HostReply.TryAgain(new Trouble(Trouble.Kind.MALFORMED, rules.host() + ": " + what),
                RetryHints.retryAfter(headers, clock.instant()), RetryHints.limits(headers, clock.instant()));
    }

    private HostReply failure(int status, HttpHeaders headers, ErrorBody error, ObjectNode sent) {
        Optional<String> refused = RefusedParameter.find(status, error, format.parameters(sent), format.droppable());
        if (refused.isPresent()) {
            dropped.add(refused.get());
            return new HostReply.TryAgain(
                    new Trouble(Trouble.Kind.PARAMETER_DROPPED,
                            clean("%s takes no '%s' for this model; asking without it".formatted(rules.host(),
                                    refused.get()))),
                    Optional.of(Duration.ZERO), Limits.UNKNOWN);
        }
        return switch (rules.read(status, headers, error, clock.instant())) {
            case HostReply.Stopped(var reason) -> new HostReply.Stopped(clean(reason));
            case HostReply.Rejected(var trouble) -> new HostReply.Rejected(clean(trouble));
            case HostReply.TryAgain(var trouble, var pause, var limits) ->
                new HostReply.TryAgain(clean(trouble), pause, limits);
            case HostReply.Answered answered -> answered;
        };
    }

    private Trouble clean(Trouble trouble) {
        return new Trouble(trouble.kind(), clean(trouble.message()));
    }

    private String clean(String text) {
        return key.map(secret -> secret.takenOutOf(text)).orElse(text);
    }

    @Override
    public void close() {}
}
