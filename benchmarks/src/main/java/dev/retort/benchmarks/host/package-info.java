/// A host of large language models on loopback, fast enough to measure clients against, that can also misbehave in a
/// way that is counted exactly. It runs in a process of its own: [LoadHost].
package dev.retort.benchmarks.host;
