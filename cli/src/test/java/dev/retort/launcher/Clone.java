package dev.retort.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A directory with the launcher's real scripts, a POM, and stand-ins for Maven and the JDK.
final class Clone {
    /// What Maven is asked for: the jar, and the list of the others. It reads its input, as Maven may.
    static final String BUILD = """
            cat >/dev/null
            mkdir -p "$here/cli/target" "$here/libraries"
            echo jar >"$here/cli/target/retort-cli.jar"
            echo jar >"$here/libraries/one.jar"
            printf '%s' "$here/libraries/one.jar" >"$here/cli/target/classpath"
            """;
    private static final List<String> TOOLS = List.of("sh", "cat", "find", "sort", "cksum", "tr", "stat", "mkdir", "rm",
            "cp", "mv", "ln", "cut", "grep", "head", "readlink", "sleep", "uname", "printf", "dirname");
    private final Path root;
    private final Map<String, String> environment = new HashMap<>();

    Clone(Path root) throws IOException {
        this.root = root;
        Path project = Path.of(System.getProperty("retort.root", ".."));
        for (String file : List.of("retort", "bin/retort", "lib/java.sh")) {
            script(root.resolve(file), Files.readString(project.resolve(file)));
        }
        write(root.resolve("pom.xml"), "<project/>");
        write(root.resolve("cli/pom.xml"), "<project/>");
        maven(BUILD);
        environment.put("RETORT_JAVA_HOME", FakeJdk.make(root.resolveSibling("jdk"), "25.0.3").toString());
        environment.put("PATH", System.getenv("PATH"));
    }

    Path root() {
        return root;
    }

    /// Puts a script in the place of Maven; each call of it counts as a build.
    void maven(String body) throws IOException {
        script(root.resolve("mvnw"), "#!/bin/sh\nhere=${0%/*}\necho build >>\"$here/builds\"\n" + body);
    }

    void withoutJdk() throws IOException {
        environment.remove("RETORT_JAVA_HOME");
        environment.put("RETORT_JDK_PLACES", "");
        environment.put("PATH", tools().toString());
    }

    void variable(String name, String value) {
        environment.put(name, value);
    }

    /// Leaves the tools that the script uses on the PATH, but not flock.
    void hideFlock() throws IOException {
        environment.put("PATH", tools().toString());
    }

    boolean hasFlock() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "flock")));
    }

    int builds() throws IOException {
        Path builds = root.resolve("builds");
        return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
    }

    Process start(String... arguments) throws IOException {
        return start(root.resolve("retort"), arguments);
    }

    Call call(String... arguments) throws IOException, InterruptedException {
        return Call.of(start(arguments));
    }

    Call call(Path script, String... arguments) throws IOException, InterruptedException {
        return Call.of(start(script, arguments));
    }

    private Process start(Path script, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(script.toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(root.resolveSibling(".").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Path tools() throws IOException {
        Path directory = root.resolveSibling("tools");
        Files.createDirectories(directory);
        for (String tool : TOOLS) {
            for (String place : System.getenv("PATH").split(":")) {
                Path link = directory.resolve(tool);
                if (Files.isExecutable(Path.of(place, tool)) && !Files.exists(link)) {
                    Files.createSymbolicLink(link, Path.of(place, tool));
                }
            }
        }
        return directory;
    }

    static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    static void script(Path file, String text) throws IOException {
        if (!write(file, text).toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
        }
    }
}
