package dev.retort.train;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Tests with a directory each, which holds the base model of [Tiny].
abstract class TinyBase {
    @TempDir
    Path directory;

    Path base = Path.of("");

    @BeforeEach
    void makeBase() throws IOException {
        base = Tiny.base(directory);
    }
}
