package dev.retort.http;

/// Who answers the requests of an [HttpServer]. Both methods are called on a thread that serves many connections, so
/// they must not wait: what takes time answers later through the exchange.
public interface Endpoint {
    /// Answers a whole request, now or later. What it throws is answered with [Refusal#FAILED].
    void handle(Exchange exchange);

    /// What to say to a request that never became whole.
    Response refuse(Refusal refusal);
}
