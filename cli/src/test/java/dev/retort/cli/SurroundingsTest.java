package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A full disk and a directory without write permission, made with a mount namespace of the child's own; skipped where
/// the system grants none.
@Tag("slow")
class SurroundingsTest {
    @TempDir
    private Path dir;

    @Test
    void fullDisk() throws Exception {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir.resolve("w"));
        Path mount = java.nio.file.Files.createDirectory(dir.resolve("full"));
        // room for the workspace and the beginning of a store
        ChildProcess.Result result = inNamespace("mount -t tmpfs -o size=200k tmpfs %1$s && cp -r %2$s/. %1$s/ && "
                .formatted(mount, workspace.dir()), "run", "--quiet", mount.toString());

        assertThat(result.status()).as(result.err()).isEqualTo(ExitStatus.FAILED);
        assertThat(result.err()).hasLineCount(1).containsIgnoringCase("space").doesNotContain("internal error");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void directoryWithoutWritePermission() throws Exception {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir.resolve("w"));
        var before = Snapshot.of(workspace.dir());

        ChildProcess.Result result = inNamespace(
                "mount --bind %1$s %1$s && mount -o remount,ro,bind %1$s && ".formatted(workspace.dir()), "run",
                "--quiet", workspace.dir().toString());

        assertThat(result.status()).as(result.err()).isEqualTo(ExitStatus.FAILED);
        assertThat(result.err()).hasLineCount(1).contains("allow writing").doesNotContain("internal error");
        assertThat(result.out()).isEmpty();
        assertThat(Snapshot.of(workspace.dir())).isEqualTo(before);
    }

    private static ChildProcess.Result inNamespace(String before, String... arguments) throws Exception {
        assumeTrue(grantsNamespaces(), "this system grants no mount namespace (unshare -rm)");
        var line = new StringBuilder(before).append("exec");
        for (String word : ChildProcess.command(arguments)) {
            line.append(" '").append(word.replace("'", "'\\''")).append('\'');
        }
        return ChildProcess.run(new ProcessBuilder("unshare", "-rm", "sh", "-c", line.toString()));
    }

    private static boolean grantsNamespaces() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("unshare", "-rm", "true").redirectErrorStream(true).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        }
    }
}
