package dev.retort.cli;

import java.io.InputStream;
import java.util.Map;

/// What surrounds one command line.
///
/// @param environment variables by name; keys of hosts are looked up here and nowhere else
/// @param terminal whether stderr is watched by a person, so that one line may be rewritten
record Invocation(Map<String, String> environment, InputStream in, boolean terminal) {
    Invocation {
        environment = Map.copyOf(environment);
    }
}
