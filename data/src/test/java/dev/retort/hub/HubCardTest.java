package dev.retort.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubCardTest {
    @TempDir
    Path dir;

    private Optional<String> licence(String card) throws IOException {
        return HubCard.licence(Files.writeString(dir.resolve("README.md"), card));
    }

    @Test
    void theLicenceIsThatOfTheFrontMatter() throws IOException {
        assertThat(licence("---\nlanguage: en\nlicense: mit\ntags:\n- x\n---\n# Title\nlicense: gpl\n"))
                .contains("mit");
        assertThat(licence("---\r\nlicense: cc-by-nc-sa-3.0\r\n---\r\n")).contains("cc-by-nc-sa-3.0");
        assertThat(licence("---\nlicense:\n- cc-by-4.0\n- mit\n---\n")).contains("cc-by-4.0, mit");
    }

    @Test
    void aCardWithoutOneStatesNone() throws IOException {
        assertThat(licence("# Title\nlicense: mit\n")).isEmpty();
        assertThat(licence("---\ntags: []\n---\n")).isEmpty();
        assertThat(licence("---\nlicense: mit\n")).isEmpty();
        assertThat(licence("---\nlicense: [\n---\n")).isEmpty();
        assertThat(licence("---\nlicense: {a: b}\n---\n")).isEmpty();
        assertThat(licence("---\nlicense: \"evil\\nlines\"\n---\n")).isEmpty();
        assertThat(licence("---\n" + "[".repeat(100_000) + "\n---\n")).isEmpty();
        assertThat(licence("---\n!!java.net.URL [\"http://127.0.0.1:1\"]\n---\n")).isEmpty();
        assertThat(HubCard.licence(dir.resolve("none"))).isEmpty();
    }
}
