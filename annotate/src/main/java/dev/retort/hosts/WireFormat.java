package dev.retort.hosts;

import dev.retort.teacher.Usage;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
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

    /// Where to post to.
    URI address(URI baseUrl);

    /// The request's body without the parameters named in `dropped`.
    ObjectNode write(Request request, Set<String> dropped);

    /// Parameters that can be left out of a request when a model refuses them, by their names in the body.
    Set<String> droppable();

    Content read(JsonNode body, HttpHeaders headers, Request request);
}
