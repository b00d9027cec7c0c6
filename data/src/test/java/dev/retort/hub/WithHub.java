package dev.retort.hub;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Each test has a hub and an empty cache of its own.
abstract class WithHub {
    @TempDir
    Path cache;

    HubFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new HubFixture(cache);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }
}
