package dev.retort.serve;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// A student to serve.
///
/// @param name under which it is served
/// @param directory where it is now; asked again with every reload, since a workspace's current student changes
/// @param testProbabilities of its labels for each of its test texts, as far as they are known
/// @param cascade who is asked where it is unsure, if anybody
public record StudentSource(String name, Supplier<Path> directory,
        Function<Path, List<List<Double>>> testProbabilities, Optional<Cascade> cascade) {
    private static final String NAMES = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    /// One of which no test texts are known.
    public StudentSource(String name, Supplier<Path> directory) {
        this(name, directory, _ -> List.of(), Optional.empty());
    }

    public StudentSource {
        if (!name.matches(NAMES)) {
            throw new IllegalArgumentException(
                    "the name of a student must be 1 to 64 letters, digits, '.', '_' or '-', got '%s'; name it with 'NAME=%s'"
                            .formatted(name, "DIR"));
        }
    }
}
