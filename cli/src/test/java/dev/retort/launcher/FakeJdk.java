package dev.retort.launcher;

import java.io.IOException;
import java.nio.file.Path;

/// A directory that looks like a JDK: a `release` file and programs that are scripts.
final class FakeJdk {
    /// Stands in for `java`: shows how it was called, or does what its last words say.
    private static final String JAVA = """
            #!/bin/sh
            while [ "$1" != dev.retort.cli.Main ]; do
                case $1 in -XX:AOTCacheOutput=*) echo cache >"${1#*=}" ;; esac
                shift
            done
            case $2 in
            cat) cat ;;
            pid) echo $$ ;;
            wait) echo here; cat ;;
            arguments) shift; printf '<%s>\\n' "$@" ;;
            *) echo "$0 $*" ;;
            esac
            """;

    private FakeJdk() {}

    /// Makes one with `java` and `javac`.
    static Path make(Path directory, String version) throws IOException {
        Clone.script(directory.resolve("bin/javac"), "#!/bin/sh\n");
        return runtime(directory, version);
    }

    /// Makes one with `java` alone.
    static Path runtime(Path directory, String version) throws IOException {
        Clone.script(directory.resolve("bin/java"), JAVA);
        Clone.write(directory.resolve("release"),
                "IMPLEMENTOR=\"Fake\"\nJAVA_VERSION=\"" + version + "\"\nLIBC=\"gnu\"\n");
        return directory;
    }
}
