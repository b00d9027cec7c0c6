package dev.retort.hub;

import java.time.Duration;

/// What happens while files are fetched.
public sealed interface HubEvent {

    /// Some more bytes have come.
    ///
    /// @param repository as people know it: `BAAI/bge-small-en-v1.5`
    /// @param file that they belong to
    /// @param bytes of all files asked for together, those of earlier broken transfers included
    /// @param total of all files asked for together
    /// @param bytesPerSecond of this download so far
    record Fetching(String repository, String file, long bytes, long total, double bytesPerSecond) implements HubEvent {
        public Duration left() {
            return bytesPerSecond > 0
                    ? Duration.ofMillis(Math.round(1e3 * (total - bytes) / bytesPerSecond))
                    : Duration.ZERO;
        }
    }

    /// All files asked for are in the cache, and some had to be fetched.
    record Fetched(String repository, int files, long bytes, Duration took) implements HubEvent {}

    /// A request failed and is sent again after a pause.
    record Retrying(String repository, String trouble, Duration pause) implements HubEvent {}

    /// The hub could not be asked, and what is cached is used instead.
    record FromCache(String repository, String commit, String why) implements HubEvent {}
}
