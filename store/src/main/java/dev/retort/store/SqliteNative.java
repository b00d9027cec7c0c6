package dev.retort.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/// Where SQLite's native library is loaded from.
///
/// Left alone, sqlite-jdbc copies the library to the temporary directory at every start and deletes it at exit; a
/// process killed with -9 leaves its copy (over 1 MB) for good. Here the library is unpacked once into the user's cache
/// and loaded from there. If that is impossible, or if the user says where the library is (`org.sqlite.lib.path`) or
/// where to copy it (`org.sqlite.tmpdir`), sqlite-jdbc does as it likes.
final class SqliteNative {
    private static final String PLACE = "org.sqlite.lib.path";

    private SqliteNative() {}

    /// Call before the first connection.
    static synchronized void load() {
        if (System.getProperty(PLACE) == null && System.getProperty("org.sqlite.tmpdir") == null) {
            unpack(cacheDirectory()).ifPresent(place -> System.setProperty(PLACE, place.toString()));
        }
    }

    /// `$XDG_CACHE_HOME/retort` or `~/.cache/retort`.
    private static Path cacheDirectory() {
        Path named = Path.of(Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).orElse(""));
        Path caches = named.isAbsolute() ? named : Path.of(System.getProperty("user.home"), ".cache");
        return caches.resolve("retort");
    }

    /// Unpacks this machine's library unless it is there.
    ///
    /// @return the directory it lies in; empty if the driver has none for this machine or the cache cannot be written
    static Optional<Path> unpack(Path cache) {
        String resource = LibraryLoaderUtil.getNativeLibResourcePath();
        URL packed = SQLiteJDBCLoader.class.getResource(resource + "/" + LibraryLoaderUtil.getNativeLibName());
        if (packed == null) {
            return Optional.empty();
        }
        String platform = resource.substring(resource.indexOf("/native/") + "/native/".length()).replace('/', '-');
        Path place = cache.resolve("sqlite").resolve(SQLiteJDBCLoader.getVersion()).resolve(platform);
        Path library = place.resolve(LibraryLoaderUtil.getNativeLibName());
        try {
            if (!isWhole(library, packed)) {
                Files.createDirectories(place);
                replace(library, packed);
            }
            return Optional.of(place);
        } catch (IOException noCache) {
            return Optional.empty();
        }
    }

    private static boolean isWhole(Path library, URL packed) throws IOException {
        return Files.isRegularFile(library) && Files.size(library) == packed.openConnection().getContentLengthLong();
    }

    /// Writes under another name, syncs, renames: other processes see no library or a whole one.
    private static void replace(Path library, URL packed) throws IOException {
        Path fresh = Files.createTempFile(library.getParent(), "unpacking-", ".tmp");
        try (InputStream in = packed.openStream()) {
            Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(fresh, library, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
