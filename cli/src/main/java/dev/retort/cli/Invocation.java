package dev.retort.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/// What surrounds one command line.
///
/// @param environment variables by name; keys of hosts are looked up here and nowhere else
/// @param in standard input
/// @param out standard output, for rows; tables go through picocli's writer
/// @param terminal whether stderr is watched by a person, so that one line may be rewritten
record Invocation(Map<String, String> environment, InputStream in, OutputStream out, boolean terminal) {
    Invocation {
        environment = Map.copyOf(environment);
    }
}
