package dev.retort.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `lib/java.sh`: which JDK and which flags.
@EnabledOnOs({OS.LINUX, OS.MAC})
class JavaFindingTest {
    private static final Path SCRIPT = Path.of(System.getProperty("retort.root", "..")).resolve("lib/java.sh")
            .toAbsolutePath();
    @TempDir
    Path directory;

    private Call sh(Map<String, String> environment, String command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("/bin/sh", "-euc", ". '" + SCRIPT + "'\n" + command);
        builder.environment().clear();
        builder.environment().put("PATH", directory.resolve("empty").toString());
        builder.environment().put("RETORT_JDK_PLACES", "");
        builder.environment().putAll(environment);
        return Call.of(builder.start());
    }

    private Call find(Map<String, String> environment) throws IOException, InterruptedException {
        return sh(environment, "find_java javac || exit 1; echo \"$java_home\"");
    }

    private Path jdk(String name, String version) throws IOException {
        return FakeJdk.make(directory.resolve(name), version);
    }

    @Test
    void namedJdkComesFirst() throws Exception {
        Path named = jdk("named", "25.0.3");
        Path other = jdk("other", "25");
        assertThat(find(Map.of("RETORT_JAVA_HOME", named.toString(), "JAVA_HOME", other.toString())).out())
                .isEqualTo(named + "\n");
    }

    @Test
    void namedJdkThatIsTooOldIsAnErrorNotPassedOver() throws Exception {
        Path named = jdk("named", "17.0.15");
        Call call = find(Map.of("RETORT_JAVA_HOME", named.toString(), "JAVA_HOME", jdk("good", "25").toString()));
        assertThat(call.status()).isEqualTo(1);
        assertThat(call.err()).isEqualTo("retort: RETORT_JAVA_HOME: needs a JDK 25 or newer, found 17 in " + named
                + "; correct or unset it\n");
    }

    @Test
    void namedDirectoryWithoutAJdkIsAnError() throws Exception {
        assertThat(find(Map.of("RETORT_JAVA_HOME", "/nowhere")).err()).hasLineCount(1).contains("none in /nowhere");
    }

    @Test
    void oldJavaHomeIsPassedOver() throws Exception {
        Path good = jdk("jvm/good", "25.0.1");
        assertThat(find(Map.of("JAVA_HOME", jdk("old", "21.0.2").toString(), "RETORT_JDK_PLACES",
                directory.resolve("jvm").toString())).out()).isEqualTo(good + "\n");
    }

    @Test
    void javaOnThePathIsFollowedHome() throws Exception {
        Path good = jdk("good", "25");
        Path link = directory.resolve("alternatives/java");
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, good.resolve("bin/java"));
        String path = link.getParent() + ":/usr/bin:/bin";
        assertThat(find(Map.of("PATH", path)).out()).isEqualTo(good + "\n");
    }

    @Test
    void oldestThatIsNewEnoughIsTakenFromTheUsualPlaces() throws Exception {
        jdk("jvm/a-17", "17.0.1");
        jdk("jvm/b-27", "27");
        Path tested = jdk("other/c-25", "25.0.3");
        jdk("other/d-26", "26-ea");
        String places = directory.resolve("jvm") + ":" + directory.resolve("other");
        assertThat(find(Map.of("RETORT_JDK_PLACES", places)).out()).isEqualTo(tested + "\n");
    }

    @Test
    void macLayoutIsKnown() throws Exception {
        Path home = jdk("machines/temurin-25.jdk/Contents/Home", "25.0.3");
        assertThat(find(Map.of("RETORT_JDK_PLACES", directory.resolve("machines").toString())).out())
                .isEqualTo(home + "\n");
    }

    @Test
    void runtimeWithoutCompilerServesToRunOnly() throws Exception {
        Path runtime = FakeJdk.runtime(directory.resolve("jre"), "25.0.3");
        Map<String, String> environment = Map.of("JAVA_HOME", runtime.toString());
        assertThat(find(environment).err()).contains("found a 25 without bin/javac in " + runtime);
        assertThat(sh(environment, "find_java java && echo \"$java_home\"").out()).isEqualTo(runtime + "\n");
    }

    @Test
    void missingJdkIsOneLineWithTheRemedy() throws Exception {
        Path old = jdk("jvm/old", "1.8.0_402");
        Call call = find(Map.of("RETORT_JDK_PLACES", directory.resolve("jvm").toString()));
        assertThat(call.status()).isEqualTo(1);
        assertThat(call.err()).hasLineCount(1).startsWith("retort: needs a JDK 25 or newer, found 8 in " + old + "; ")
                .contains("RETORT_JAVA_HOME");
    }

    @ParameterizedTest
    @CsvSource({"25,25", "25.0.3,25", "26-ea,26", "1.8.0_402,8", "17.0.15,17", "'',''", "unknown,''"})
    void majorVersion(String release, String major) throws Exception {
        Path jdk = jdk("x", release);
        assertThat(sh(new TreeMap<>(), "java_major '" + jdk + "' || :; echo \"<$major>\"").out())
                .isEqualTo("<" + major + ">\n");
    }

    @Test
    void releaseFileWithoutAFinalNewlineIsRead() throws Exception {
        Path jdk = jdk("x", "25");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"");
        assertThat(sh(Map.of(), "java_major '" + jdk + "'; echo \"$major\"").out()).isEqualTo("25\n");
    }

    @ParameterizedTest
    @CsvSource({"--version,-Xmx256m,-XX:MaxRAMPercentage", "doctor --json,-Xmx256m,-XX:MaxRAMPercentage",
            "answers here,TieredStopAtLevel=1,-Xmx",
            "check here,MaxRAMPercentage=25,TieredStopAtLevel", "run here,MaxRAMPercentage=25,TieredStopAtLevel",
            "--stacktrace train here,MaxRAMPercentage=25,TieredStopAtLevel", "serve x,+UseG1GC,+UseSerialGC"})
    void heapAndCompilerFollowTheCommand(String arguments, String with, String without) throws Exception {
        String flags = sh(Map.of(), "java_flags_for " + arguments + "; echo $java_flags").out();
        assertThat(flags).contains(with).doesNotContain(without).contains("--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-Dorg.bytedeco.javacpp.maxBytes=0",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0", "-Dorg.bytedeco.openblas.load=mkl");
    }

    @Test
    void ownFlagsComeLast() throws Exception {
        assertThat(sh(Map.of("RETORT_JAVA_OPTS", "-Xmx3g -ea"), "java_flags_for run; echo $java_flags").out())
                .endsWith(" -Xmx3g -ea\n");
    }
}
