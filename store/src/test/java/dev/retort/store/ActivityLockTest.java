package dev.retort.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ActivityLockTest {
    @TempDir
    Path directory;

    @Test
    void theSecondLearnsWhoHoldsItAndSinceWhen() {
        var clock = InstantSource.fixed(Instant.parse("2026-11-23T08:30:00.987Z"));
        try (var held = ActivityLock.acquire(directory, "annotate", clock)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> ActivityLock.acquire(directory, "annotate")).isInstanceOf(StoreException.class)
                    .hasMessage("%s: 'annotate' is already going on here (process %d since 2026-11-23T08:30:00Z); "
                            + "wait for it or end it", directory, ProcessHandle.current().pid());
            ActivityLock.acquire(directory, "review").close();
        }
        ActivityLock.acquire(directory, "annotate").close();
    }

    @Test
    void aProcessHoldsItUntilItIsKilled() throws Exception {
        try (var child = Child.start(Child.Lock.class, directory)) {
            assertThat(child.nextLine()).isEqualTo("locked");
            assertThatThrownBy(() -> ActivityLock.acquire(directory, "annotate")).isInstanceOf(StoreException.class)
                    .hasMessageContaining("(process %d since ".formatted(child.pid()));
            ActivityLock.acquire(directory, "review").close();

            child.kill();

            ActivityLock.acquire(directory, "annotate").close();
        }
    }

    @Test
    void aRefusedSecondInThisProcessDoesNotLoseTheLock() throws Exception {
        try (var held = ActivityLock.acquire(directory, "annotate")) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> ActivityLock.acquire(directory, "annotate")).isInstanceOf(StoreException.class);
            try (var child = Child.start(Child.Lock.class, directory)) {
                assertThat(child.nextLine()).contains("already going on here (process %d since "
                        .formatted(ProcessHandle.current().pid()));
            }
        }
    }

    @Test
    void whereItCannotBeWrittenTheDirectoryIsNamed() throws IOException {
        Files.writeString(directory.resolve(".retort"), "a file in the way");

        assertThatThrownBy(() -> ActivityLock.acquire(directory, "annotate")).isInstanceOf(StoreException.class)
                .hasMessageStartingWith("%s: cannot be locked for 'annotate' (", directory);
        assertThatThrownBy(() -> ActivityLock.acquire(directory.resolve("none"), "annotate"))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> ActivityLock.acquire(directory, "../up"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
