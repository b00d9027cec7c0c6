package dev.retort.hosts;

import dev.retort.teacher.KnownHost;
import dev.retort.teacher.Usage;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How one family of hosts writes requests and answers.
interface WireFormat {

    /// A response that is whole.
    ///
    /// @param choices empty if the response is not in this format
    record Content(List<Choice> choices, Optional<Usage> usage) {}

    static WireFormat of(KnownHost known) {
        return switch (known.wire()) {
            case CHAT -> new ChatFormat(known);
            case MESSAGES -> new MessagesFormat();
            case GENERATION -> new TextGenerationFormat();
            case RECORDING -> throw new IllegalArgumentException(
                    "host '%s' is not asked over HTTP".formatted(known.word()));
        };
    }

    /// Where to post to.
    URI address(URI baseUrl);

    /// Headers of every request, but for the key.
    default Map<String, String> headers() {
        return Map.of();
    }

    /// The request's body without the parameters named in `dropped`.
    ObjectNode write(Request request, Set<String> dropped);

    /// Parameters that can be left out of a request when a model refuses them, by their names in the body.
    Set<String> droppable();

    /// Where in a body the droppable parameters stand.
    default JsonNode parameters(ObjectNode body) {
        return body;
    }

    Content read(JsonNode body, HttpHeaders headers, Request request);

    /// Reads a body that came in a file, without headers, to a request that is not known any more.
    default Content read(JsonNode body) {
        throw new UnsupportedOperationException("no batches in this format");
    }

    /// What a host says in a string; empty if it says nothing.
    static Optional<String> string(JsonNode node) {
        return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
    }

    /// What a host counted; 0 if it did not.
    static long count(JsonNode node) {
        return node.isNumber() ? Math.max(0, node.asLong(0)) : 0;
    }
}
