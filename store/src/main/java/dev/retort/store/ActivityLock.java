package dev.retort.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps an activity on a workspace to one process at a time. Locks are per activity, so that people may review while
/// a run goes. The operating system lets go of the lock when the process ends, however it ends.
///
/// The lock is on `.retort/ACTIVITY.lock` in the workspace, which says who holds it and since when. The file stays
/// when the lock is released: removing it would let two processes lock two different files of the same name. Locks
/// taken in this JVM are also kept in a map, because opening the file a second time and closing it would drop the
/// first lock (POSIX locks belong to the process, not to the channel).
public final class ActivityLock implements AutoCloseable {
    /// The locked byte lies far behind the text, so that others may read it where locks are mandatory.
    private static final long LOCKED_BYTE = 1L << 40;
    private static final Map<Path, String> HELD_HERE = new ConcurrentHashMap<>();

    private final Path path;
    private final RandomAccessFile file;
    private final FileLock lock;

    private ActivityLock(Path path, RandomAccessFile file, FileLock lock) {
        this.path = path;
        this.file = file;
        this.lock = lock;
    }

    /// @param directory the workspace
    /// @param activity a word such as `annotate`
    /// @throws StoreException if it is held; the message says by which process and since when
    public static ActivityLock acquire(Path directory, String activity) {
        return acquire(directory, activity, InstantSource.system());
    }

    static ActivityLock acquire(Path directory, String activity, InstantSource clock) {
        if (!activity.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException("an activity is one lower-case word, got '%s'".formatted(activity));
        }
        try {
            Path place = directory.toRealPath().resolve(".retort");
            Files.createDirectories(place);
            return acquire(place.resolve(activity + ".lock"), directory, activity, clock.instant());
        } catch (IOException failure) {
            throw new StoreException("%s: cannot be locked for '%s' (%s); allow writing to it".formatted(directory,
                    activity, failure.getMessage()), failure);
        }
    }

    private static ActivityLock acquire(Path path, Path directory, String activity, Instant now)
            throws IOException {
        String holder = "process %d since %s".formatted(ProcessHandle.current().pid(),
                now.truncatedTo(ChronoUnit.SECONDS));
        String already = HELD_HERE.putIfAbsent(path, holder);
        if (already != null) {
            throw held(directory, activity, already);
        }
        try {
            return open(path, directory, activity, holder);
        } catch (IOException | RuntimeException | Error failure) {
            HELD_HERE.remove(path);
            throw failure;
        }
    }

    private static ActivityLock open(Path path, Path directory, String activity, String holder) throws IOException {
        var file = new RandomAccessFile(path.toFile(), "rw");
        try {
            FileLock lock = file.getChannel().tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                throw held(directory, activity, Optional.ofNullable(file.readLine()).orElse("by another process"));
            }
            file.setLength(0);
            file.write((holder + "\n").getBytes(StandardCharsets.UTF_8));
            return new ActivityLock(path, file, lock);
        } catch (IOException | RuntimeException | Error failure) {
            closeSuppressed(file, failure);
            throw failure;
        }
    }

    private static void closeSuppressed(RandomAccessFile file, Throwable failure) {
        try {
            file.close();
        } catch (IOException second) {
            failure.addSuppressed(second);
        }
    }

    private static StoreException held(Path directory, String activity, String holder) {
        return new StoreException("%s: '%s' is already going on here (%s); wait for it or end it".formatted(directory,
                activity, holder));
    }

    @Override
    public void close() {
        try (file) {
            lock.release();
        } catch (IOException alreadyGone) {
            // closing the file or ending the process releases it as well
        } finally {
            HELD_HERE.remove(path);
        }
    }
}
