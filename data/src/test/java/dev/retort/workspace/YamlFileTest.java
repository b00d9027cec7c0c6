package dev.retort.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retort.files.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlFileTest {
    @TempDir
    Path dir;

    private List<String> problems(byte[] yaml) {
        try {
            Files.write(dir.resolve("retort.yaml"), yaml);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
        return catchThrowableOfType(WorkspaceException.class, () -> WorkspaceReader.read(dir)).problems().stream()
                .map(Problem::toString).toList();
    }

    private String problem(String yaml) {
        List<String> problems = problems(yaml.getBytes(StandardCharsets.UTF_8));
        assertThat(problems).hasSize(1);
        return problems.getFirst();
    }

    @Test
    void brokenYamlIsOneLine() {
        assertThat(problem("version: 1\ntask:\n  labels: [a, b\nname: x\n"))
                .startsWith("retort.yaml:4: is broken YAML: ").doesNotContain("\n");
        assertThat(problem("version: 1\ntask:\n\tlabels: x\n"))
                .isEqualTo("retort.yaml:3: is broken YAML: a tab character; indent with spaces");
        assertThat(problem("version: 1\nname: \"x\n")).startsWith("retort.yaml:").contains("is broken YAML: ");
    }

    @Test
    void nulBytesAndOtherEncodingsAreTold() {
        assertThat(problem("version: 1\nname: a\0b\n"))
                .isEqualTo("retort.yaml:2: has a NUL character, which no text has; remove it");
        assertThat(problems("version: 1\nname: M\u00fcnchen\n".getBytes(StandardCharsets.ISO_8859_1)))
                .containsExactly("retort.yaml: is not UTF-8; save it as UTF-8");
    }

    @Test
    void depthAliasesAndSizeAreLimited() {
        assertThat(problem("version: 1\nname: " + "[".repeat(100_000)))
                .isEqualTo("retort.yaml:2: is nested more than 32 deep; write it flatter");
        assertThat(problem("version: 1\na: &a [x]\nb: [" + "*a, ".repeat(101) + "]\n"))
                .isEqualTo("retort.yaml:3: has more than 100 aliases; write them out");
        assertThat(problem("version: 1\n#" + "x".repeat(1 << 20)))
                .isEqualTo(
                        "retort.yaml: has 1,048,588 bytes, at most 1,048,576 are allowed; put texts into data files");
    }

    @Test
    void anAliasOfItselfEnds() {
        assertThat(
                problems("version: 1\ntask: &t {labels: [*t, *t], instruction: *t}\n".getBytes(StandardCharsets.UTF_8)))
                .isNotEmpty();
    }

    /// However a workspace file is mangled: it is read, or every problem is one line.
    @Test
    void noFileThrowsAnythingElse() throws IOException {
        String whole = Files
                .readString(Path.of(System.getProperty("retort.root"), "examples/market-briefs/retort.yaml"));
        List<String> pieces = List.of("", ":", "- ", "{", "}", "[", "]", "&a ", "*a", "!!int ", "!x ", "|", "\t", "\"",
                "'", "\n", "  ", "~", "#", "? ", "<<: ", "---\n", "%YAML 1.1\n", "\0", "\ud83d\ude00", "0x1F", "1e999",
                "99999999999999999999");
        for (int seed = 0; seed < 800; seed++) {
            var random = new Random(seed);
            var yaml = new StringBuilder(whole);
            for (int edit = 1 + random.nextInt(3); edit > 0; edit--) {
                int from = random.nextInt(yaml.length());
                int to = Math.min(yaml.length(), from + random.nextInt(12));
                yaml.replace(from, to, pieces.get(random.nextInt(pieces.size())));
            }
            Files.writeString(dir.resolve("retort.yaml"), yaml);
            try {
                assertThat(WorkspaceReader.read(dir).teachers()).isNotEmpty();
            } catch (WorkspaceException refused) {
                assertThat(refused.problems()).as("seed %d", seed).isNotEmpty()
                        .allSatisfy(problem -> assertThat(problem.toString()).startsWith("retort.yaml")
                                .doesNotContain("\n"));
            } catch (RuntimeException failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
    }
}
