package dev.retort.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// What the hub client needs of the machine: time, to tell a rate and to wait before a request is sent again, and the room
/// left on a disk.
interface HubMachine {
    long nanoTime();

    void pause(Duration duration) throws InterruptedException;

    /// Bytes that may be written to the disk of a directory.
    long freeBytes(Path directory) throws IOException;

    static HubMachine system() {
        return new HubMachine() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration duration) throws InterruptedException {
                Thread.sleep(duration);
            }

            @Override
            public long freeBytes(Path directory) throws IOException {
                return Files.getFileStore(directory).getUsableSpace();
            }
        };
    }
}
