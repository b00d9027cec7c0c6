package dev.retort.store;

import static dev.retort.store.Records.answered;
import static dev.retort.store.Records.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WriterTest {
    @TempDir
    Path directory;

    private StoreFile file() {
        return StoreFile.open(directory.resolve("retort.db"), Limits.DEFAULT, Migrations.SHIPPED);
    }

    /// Queues the first write, which waits for the latch, then the others: they gather behind it.
    private static List<CompletableFuture<Void>> queueBehind(CountDownLatch latch, Writer writer, int count) {
        var futures = new ArrayList<CompletableFuture<Void>>();
        futures.add(writer.submit(handle -> await(latch)));
        for (int i = 0; i < count; i++) {
            int number = i;
            futures.add(writer.submit(_ -> writer.journal().answer(answered(key(number, 1), "r" + number))));
        }
        return futures;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static long answers(StoreFile file) {
        try (Handle handle = file.openReader()) {
            return Journal.answered(handle).size();
        }
    }

    @Test
    void waitingWritesAreCommittedTogetherAndCompleteOnlyThen() {
        var file = file();
        try (var writer = new Writer(file, () -> 0)) { // the clock stands: no group ever grows old
            var latch = new CountDownLatch(1);
            var futures = queueBehind(latch, writer, 1000);
            var seenAtCompletion = new AtomicLong(-1);
            var checked = futures.get(1).thenRun(() -> seenAtCompletion.set(answers(file)));
            assertThat(futures).noneMatch(CompletableFuture::isDone);
            assertThat(answers(file)).isZero();

            latch.countDown();
            futures.forEach(CompletableFuture::join);
            checked.join();

            assertThat(writer.commits()).isEqualTo(1);
            assertThat(seenAtCompletion).hasValue(1000);
        }
    }

    @Test
    void aGroupIsCommittedWhenItsTimeIsOver() {
        var clock = new AtomicLong();
        try (var writer = new Writer(file(), () -> clock.getAndAdd(2_000_000))) {
            var latch = new CountDownLatch(1);
            var futures = queueBehind(latch, writer, 999);

            latch.countDown();
            futures.forEach(CompletableFuture::join);

            // 2 ms pass with each write, so every group of the 1,000 is old after its fifth
            assertThat(writer.commits()).isEqualTo(200);
        }
    }

    @Test
    void aFailingWriteFailsAlone() {
        var file = file();
        try (var writer = new Writer(file, () -> 0)) {
            var latch = new CountDownLatch(1);
            var futures = queueBehind(latch, writer, 10);
            var mistake = writer.submit(handle -> {
                throw new IllegalArgumentException("a mistake");
            });
            var badSql = writer.submit(handle -> handle.execute("INSERT INTO nowhere VALUES (1)"));
            var last = writer.submit(_ -> writer.journal().answer(answered(key(99, 1), "last")));

            latch.countDown();

            assertThatThrownBy(mistake::join).isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(badSql::join).cause().isInstanceOf(StoreException.class)
                    .hasMessageStartingWith("retort.db: ").hasMessageContaining("nowhere");
            last.join();
            futures.forEach(CompletableFuture::join);
            assertThat(answers(file)).isEqualTo(11);
        }
    }

    @Test
    void closingCommitsWhatIsQueuedAndRefusesWhatComesLater() {
        var file = file();
        var writer = new Writer(file, System::nanoTime);
        var latch = new CountDownLatch(1);
        var futures = queueBehind(latch, writer, 100);
        latch.countDown();

        writer.close();

        assertThat(futures).allMatch(future -> future.isDone() && !future.isCompletedExceptionally());
        assertThat(answers(file)).isEqualTo(100);
        var late = writer.submit(handle -> {});
        assertThatThrownBy(late::join).cause().isInstanceOf(StoreException.class)
                .hasMessage("retort.db: the store is closed");
        writer.close();
    }

    @Test
    void theWritingThreadCannotWaitForItself() {
        try (var writer = new Writer(file(), System::nanoTime)) {
            assertThatThrownBy(() -> writer.submit(handle -> writer.run(inner -> {})).join())
                    .hasMessageContaining("cannot wait for itself");
        }
    }

    @Test
    void virtualThreadsMayJournalButNotRead() throws InterruptedException {
        try (Store store = Store.open(directory.resolve("retort.db"))) {
            var failure = new AtomicReference<Throwable>();
            Thread.ofVirtual().uncaughtExceptionHandler((thread, thrown) -> failure.set(thrown)).start(() -> {
                store.journalAnswer(answered(key(1, 1), "from a virtual thread")).join();
                store.examples();
            }).join();

            assertThat(failure.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("virtual thread");
            assertThat(store.answeredKeys()).containsExactly(key(1, 1));
        }
    }
}
