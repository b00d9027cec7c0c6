package dev.retort.store;

import static dev.retort.store.Records.answer;
import static dev.retort.store.Records.answered;
import static dev.retort.store.Records.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.teacher.AnswerKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Several processes on one store, and processes that are killed.
@Timeout(300)
class ProcessesTest {
    @TempDir
    Path directory;

    @Test
    void oneReadsAndWritesWhileAnotherWrites() throws Exception {
        Path file = directory.resolve("retort.db");
        try (Store store = Store.open(file); var child = Child.start(Child.Journaling.class, file, 0)) {
            assertThat(child.nextLine()).isEqualTo("opening");
            long seen = 0;
            for (int i = 0; i < 100; i++) {
                long number = number(child.nextLine());
                assertThat(store.answer(key(number, 1))).contains(answer("reply " + number));
                if (i % 20 == 0) {
                    long now = store.answeredKeys().size();
                    assertThat(now).isGreaterThan(seen);
                    seen = now;
                    store.journalAnswer(answered(key(1_000_000_000L + i, 1), "from here")).join();
                }
            }
            assertThat(store.answer(key(1_000_000_080L, 1))).isPresent();
        }
    }

    @Test
    @Tag("slow")
    void whateverWasAcknowledgedIsThereAfterAKill() throws Exception {
        Path file = directory.resolve("retort.db");
        var random = new Random(7);
        var acknowledged = new TreeSet<Long>();
        for (int kill = 0; kill < 10; kill++) {
            long from = kill * 1_000_000L;
            try (var child = Child.start(Child.Journaling.class, file, from)) {
                assertThat(child.nextLine()).isEqualTo("opening");
                // the first is killed while it creates the store, the others somewhere in their first 600 answers
                int lines = kill == 0 ? 0 : random.nextInt(600);
                for (int i = 0; i < lines; i++) {
                    acknowledged.add(number(child.nextLine()));
                }
                child.kill().stream().filter(line -> line.endsWith(".")).map(ProcessesTest::number)
                        .forEach(acknowledged::add);
            }
            try (Store store = Store.open(file)) {
                Set<AnswerKey> answered = store.answeredKeys();
                List<AnswerKey> wanted = acknowledged.stream().map(number -> key(number, 1)).toList();
                assertThat(answered.containsAll(wanted)).as("after kill %d", kill).isTrue();
                store.forEachAnswer(record -> {
                    if (!record.answer().raw().equals("reply " + Long.parseLong(record.key().request(), 16))) {
                        throw new AssertionError("not what was journaled: " + record);
                    }
                });
            }
            try (var handle = StoreFile.open(file, Limits.DEFAULT, Migrations.SHIPPED).openReader()) {
                assertThat(handle.createQuery("PRAGMA integrity_check").mapTo(String.class).one()).isEqualTo("ok");
            }
        }
        assertThat(acknowledged.size()).isGreaterThan(1000);
    }

    private static long number(String line) {
        assertThat(line).matches("\\d+\\.");
        return Long.parseLong(line.substring(0, line.length() - 1));
    }
}
