package dev.retort.store;

import java.time.Duration;

/// What bounds a store.
///
/// @param patience how long a write waits for another process that is writing
/// @param groupTime a commit is started no later than this after its first write; a request waits for its send to be
///        committed, so what is gained by longer groups is lost in flight
/// @param maxPages the file never grows beyond so many pages of 4 KiB; tests fill the disk with it
record Limits(Duration patience, Duration groupTime, long maxPages) {
    static final Limits DEFAULT = new Limits(Duration.ofSeconds(30), Duration.ofMillis(10), 4_294_967_294L);
}
