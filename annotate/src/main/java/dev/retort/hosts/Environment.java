package dev.retort.hosts;

import java.util.Optional;

/// Where keys are looked up by the name of their variable.
@FunctionalInterface
public interface Environment {
    Optional<String> read(String variable);

    /// The environment of this process.
    static Environment system() {
        return variable -> Optional.ofNullable(System.getenv(variable));
    }
}
