package dev.retort.http;

import java.time.Duration;

/// Limits of an [HttpServer]: each bounds what one client, or all of them, can make the server hold.
///
/// @param host name or address to listen on
/// @param port to listen on; 0 lets the system choose
/// @param maxHeadBytes of the first line, and again of all headers of a request
/// @param maxBodyBytes of one request
/// @param maxBodiesBytes of all requests that are being read or answered
/// @param maxConnections open at a time
/// @param headTimeout from the first byte of a request to the end of its headers
/// @param bodyTimeout from there to the end of its body
/// @param idleTimeout of a connection between requests
/// @param writeTimeout until the client has taken an answer
/// @param threads that serve connections
public record HttpOptions(String host, int port, int maxHeadBytes, int maxBodyBytes, long maxBodiesBytes,
        int maxConnections, Duration headTimeout, Duration bodyTimeout, Duration idleTimeout, Duration writeTimeout,
        int threads) {

    /// Loopback only. A body of 2 MB is what text-embeddings-inference allows; two threads read some ten thousands of
    /// requests a second, far more than a student answers.
    public static HttpOptions defaults() {
        return new HttpOptions("127.0.0.1", 8080, 16 << 10, 2_000_000, 64 << 20, 1024, Duration.ofSeconds(10),
                Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(30), 2);
    }

    public HttpOptions {
        require("port", port, 0, 65_535);
        require("maxHeadBytes", maxHeadBytes, 512, 1 << 20);
        require("maxBodyBytes", maxBodyBytes, 1, 1 << 30);
        require("maxBodiesBytes", maxBodiesBytes, maxBodyBytes, Long.MAX_VALUE);
        require("maxConnections", maxConnections, 1, 1 << 20);
        require("threads", threads, 1, 1024);
    }

    private static void require(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "%s must be from %d to %d, got %d".formatted(name, least, most, value));
        }
    }
}
