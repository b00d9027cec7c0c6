package dev.retort.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobHashTest {
    @TempDir
    Path dir;

    /// `printf 'hello\n' | git hash-object --stdin`, `printf 'hello\n' | sha256sum`; of nothing git's well-known blob.
    @Test
    void hashesAreGitsAndSha256sums() throws Exception {
        Path hello = Files.writeString(dir.resolve("hello"), "hello\n");
        Path empty = Files.writeString(dir.resolve("empty"), "");

        assertThat(BlobHash.of(hello, "0".repeat(40))).isEqualTo("ce013625030ba8dba906f756967f9e9ca394464a");
        assertThat(BlobHash.of(hello, "0".repeat(64)))
                .isEqualTo("5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");
        assertThat(BlobHash.of(empty, "0".repeat(40))).isEqualTo("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    }
}
