package dev.retort.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.util.LibraryLoaderUtil;

class SqliteNativeTest {
    @TempDir
    Path cache;

    @Test
    void theLibraryIsUnpackedOnce() throws IOException {
        Path place = SqliteNative.unpack(cache).orElseThrow();
        Path library = place.resolve(LibraryLoaderUtil.getNativeLibName());
        assertThat(library).isRegularFile().isNotEmptyFile();
        Object first = Files.readAttributes(library, "*").get("fileKey");

        assertThat(SqliteNative.unpack(cache)).contains(place);

        assertThat(Files.readAttributes(library, "*").get("fileKey")).isEqualTo(first);
        try (Stream<Path> files = Files.list(place)) {
            assertThat(files).containsExactly(library);
        }
    }

    @Test
    void aTruncatedLibraryIsReplaced() throws IOException {
        Path place = SqliteNative.unpack(cache).orElseThrow();
        Path library = place.resolve(LibraryLoaderUtil.getNativeLibName());
        byte[] whole = Files.readAllBytes(library);
        Files.write(library, new byte[10]);

        SqliteNative.unpack(cache);

        assertThat(library).hasBinaryContent(whole);
    }

    @Test
    void withoutACacheTheDriverDoesAsItLikes() throws IOException {
        Path file = Files.writeString(cache.resolve("file"), "not a directory");

        assertThat(SqliteNative.unpack(file)).isEmpty();
    }
}
