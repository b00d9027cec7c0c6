package dev.retort.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Another JVM with the tests' class path, whose standard output is read line by line and that can be killed at any
/// moment.
final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private Child(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    static Child start(Class<?> main, Object... arguments) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), main.getName()));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return new Child(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    long pid() {
        return process.pid();
    }

    String nextLine() throws IOException {
        return Optional.ofNullable(output.readLine()).orElse("(end of output)");
    }

    /// Kills it as `kill -9` does and waits until it is gone.
    ///
    /// @return the lines it had printed and that were not read yet, the last one perhaps cut short
    List<String> kill() throws IOException {
        process.toHandle().destroyForcibly(); // Process.destroyForcibly would close our end of its output
        List<String> rest = output.lines().toList();
        process.onExit().join();
        return rest;
    }

    @Override
    public void close() throws IOException {
        kill();
        output.close();
    }

    /// Takes the lock and keeps it until killed.
    static final class Lock {
        public static void main(String[] arguments) throws IOException {
            try (var held = ActivityLock.acquire(Path.of(arguments[0]), "annotate")) {
                System.out.println(held == null ? "impossible" : "locked");
                System.in.read();
            } catch (StoreException refused) {
                System.out.println(refused.getMessage());
            }
        }
    }

    /// Journals answers from the given number on and prints each number, closed by a full stop, once it is
    /// acknowledged.
    static final class Journaling {
        public static void main(String[] arguments) {
            System.out.println("opening");
            try (Store store = Store.open(Path.of(arguments[0]))) {
                var pending = new ArrayList<CompletableFuture<Void>>();
                for (long number = Long.parseLong(arguments[1]);; number++) {
                    long acknowledged = number;
                    var record = Records.answered(Records.key(number, 1), "reply " + number);
                    pending.add(store.journalAnswer(record)
                            .thenRun(() -> System.out.println(acknowledged + ".")));
                    if (pending.size() >= 64) {
                        pending.removeFirst().join();
                    }
                }
            }
        }
    }
}
