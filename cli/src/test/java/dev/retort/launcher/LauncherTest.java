package dev.retort.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The script at the root of a clone, in a clone whose Maven and JDK are scripts that write down what they were asked.
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
    @TempDir
    Path directory;
    private Clone clone;

    @BeforeEach
    void makeClone() throws IOException {
        clone = new Clone(directory.resolve("a clone"));
    }

    private Path source(String file) throws IOException {
        return Clone.write(clone.root().resolve("core/src/main/java/" + file), "class A {}");
    }

    private List<Path> distributions() throws IOException {
        try (Stream<Path> files = Files.list(clone.root().resolve(".retort"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("dist-")).toList();
        }
    }

    @Test
    void buildsOnTheFirstCallOnly() throws Exception {
        Call first = clone.call("--version");
        assertThat(first.status()).isZero();
        assertThat(first.err()).hasLineCount(1).startsWith("retort: building ");
        assertThat(first.out()).contains("dev.retort.cli.Main --version").hasLineCount(1);

        Call second = clone.call("--version");
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(clone.builds()).isEqualTo(1);
    }

    @Test
    void changedSourceIsBuilt() throws Exception {
        Path source = source("A.java");
        clone.call("--version");
        Files.writeString(source, "class A { int b; }");
        clone.call("--version");
        assertThat(clone.builds()).isEqualTo(2);
    }

    @Test
    void deletedSourceIsBuiltWithoutItsClasses() throws Exception {
        Path source = source("A.java");
        clone.call("--version");
        Path stale = Clone.write(clone.root().resolve("core/target/classes/A.class"), "");
        Path other = Clone.write(clone.root().resolve("cli/target/classes/B.class"), "");
        Files.delete(source);
        clone.call("--version");
        assertThat(clone.builds()).isEqualTo(2);
        assertThat(stale).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void changedLauncherIsBuilt() throws Exception {
        clone.call("--version");
        Path flags = clone.root().resolve("lib/java.sh");
        Files.writeString(flags, Files.readString(flags) + "# changed\n");
        clone.call("--version");
        assertThat(clone.builds()).isEqualTo(2);
    }

    @Test
    void libtorchForGpusIsBuiltOnWish() throws Exception {
        clone.maven("echo \"$@\" >\"$here/asked\"\n" + Clone.BUILD);
        Path asked = clone.root().resolve("asked");
        clone.call("--version");
        assertThat(asked).content().contains("-Pexploded ");
        clone.variable("RETORT_CUDA", "1");
        clone.call("--version");
        clone.call("--version");
        assertThat(asked).content().contains("-Pexploded,cuda ");
        assertThat(clone.builds()).isEqualTo(2);
        clone.variable("RETORT_CUDA", "yes");
        Call refused = clone.call("--version");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).isEqualTo("retort: RETORT_CUDA must be 1, 0 or unset, got 'yes'\n");
    }

    @Test
    void testsAndDocumentsAreNoReasonToBuild() throws Exception {
        clone.call("--version");
        Clone.write(clone.root().resolve("core/src/test/java/ATest.java"), "class ATest {}");
        Clone.write(clone.root().resolve("README.md"), "changed");
        clone.call("--version");
        assertThat(clone.builds()).isEqualTo(1);
    }

    @Test
    void oldDistributionGoesWhenNobodyRunsIt() throws Exception {
        source("A.java");
        clone.call("--version");
        source("B.java");
        clone.call("--version");
        assertThat(distributions()).hasSize(clone.hasFlock() ? 1 : 2); // without flock after a day
    }

    @Test
    void distributionThatRunsIsLeftAlone() throws Exception {
        source("A.java");
        clone.call("--version");
        Process running = clone.start("wait"); // the stand-in for java waits until its input ends
        running.inputReader().readLine();
        source("B.java");
        clone.call("--version");
        assertThat(distributions()).hasSize(2);
        running.outputWriter().close();
        assertThat(running.waitFor()).isZero();
    }

    @Test
    void twoFirstCallsBuildOnce() throws Exception {
        Process one = clone.start("--version");
        Process two = clone.start("--version");
        assertThat(List.of(Call.of(one), Call.of(two))).allSatisfy(call -> {
            assertThat(call.status()).isZero();
            assertThat(call.out()).contains("dev.retort.cli.Main --version");
        });
        assertThat(clone.builds()).isEqualTo(1);
    }

    @Test
    void twoFirstCallsBuildOnceWithoutFlock() throws Exception {
        clone.hideFlock();
        Process one = clone.start("--version");
        Process two = clone.start("--version");
        assertThat(List.of(Call.of(one), Call.of(two))).allSatisfy(call -> assertThat(call.status()).isZero());
        assertThat(clone.builds()).isEqualTo(1);
        assertThat(clone.root().resolve(".retort/lock.d")).doesNotExist();
    }

    @Test
    void lockOfADeadBuildIsTaken() throws Exception {
        clone.hideFlock();
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Clone.write(clone.root().resolve(".retort/lock.d/pid"), dead.pid() + "\n");
        assertThat(clone.call("--version").status()).isZero();
        assertThat(clone.builds()).isEqualTo(1);
    }

    @Test
    void standardInputSurvivesABuild() throws Exception {
        Process process = clone.start("cat");
        process.outputWriter().write("one text a line\nand another\n");
        process.outputWriter().close();
        assertThat(Call.of(process).out()).isEqualTo("one text a line\nand another\n");
        assertThat(clone.builds()).isEqualTo(1);
    }

    @Test
    void failedBuildShowsItsErrorsAndRunsNothing() throws Exception {
        clone.maven("echo '[ERROR] A.java:[1,1] ; expected'; echo '[ERROR] -> [Help 1]'; exit 1");
        Call call = clone.call("--version");
        assertThat(call.status()).isEqualTo(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).contains("[ERROR] A.java:[1,1] ; expected", "retort: the build failed")
                .doesNotContain("Help");
        assertThat(clone.root().resolve(".retort").toFile().list()).isNotNull()
                .noneMatch(name -> name.startsWith("dist-") || name.startsWith("new."));
    }

    @Test
    void missingLibrariesAreFetched() throws Exception {
        clone.maven("case \" $* \" in *' -o '*) echo '[ERROR] Cannot access central in offline mode'; exit 1;; esac; "
                + Clone.BUILD);
        Call call = clone.call("--version");
        assertThat(call.status()).isZero();
        assertThat(call.err()).contains("fetching libraries");
        assertThat(clone.builds()).isEqualTo(2);
    }

    @Test
    void javaTakesThePlaceOfTheScript() throws Exception {
        clone.call("--version");
        Process process = clone.start("pid"); // so that signals reach it
        assertThat(Call.of(process).out().strip()).isEqualTo(String.valueOf(process.pid()));
    }

    @Test
    void runsThroughASymbolicLinkFromElsewhere() throws Exception {
        Path link = directory.resolve("bin/linked");
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of("../a clone/retort"));
        Call call = clone.call(link, "--version");
        assertThat(call.status()).isZero();
        assertThat(call.out()).contains("dev.retort.cli.Main --version");
    }

    @Test
    void argumentsArriveAsTheyWere() throws Exception {
        clone.call("--version");
        Call call = clone.call("arguments", "two words", "", "*", "$HOME", "it's");
        assertThat(call.out()).isEqualTo("<arguments>\n<two words>\n<>\n<*>\n<$HOME>\n<it's>\n");
    }

    @Test
    void withoutAJdkItSaysSoInOneLine() throws Exception {
        clone.withoutJdk();
        Call call = clone.call("--version");
        assertThat(call.status()).isEqualTo(1);
        assertThat(call.err()).hasLineCount(1).startsWith("retort: needs a JDK 25 or newer, found none; install one");
        assertThat(clone.builds()).isZero();
    }
}
