/// What Retort's annotation is measured with: the real program as a child process, asking a host in another one
/// ([dev.retort.benchmarks.host.LoadHost]). `benchmarks/run` starts [Main]; each benchmark writes one JSON file.
package dev.retort.benchmarks;
