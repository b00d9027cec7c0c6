package dev.retort.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    private static final Instant AT = Instant.parse("2026-11-23T08:30:00.123456789Z");

    @TempDir
    Path directory;

    @Test
    void aJournaledAnswerIsThereAfterReopening() {
        var key = new AnswerKey("ab".repeat(32), 1);
        var answer = new Answer("positive", Optional.empty(), Optional.empty(), Optional.of(Duration.ofMillis(12)), AT);
        try (Store store = Store.open(directory.resolve("retort.db"))) {
            store.journalSend(new SendRecord(List.of(key), "1", "simple", 1, AT)).join();
            assertThat(store.unansweredSends()).isEqualTo(1);
            store.journalAnswer(new AnswerRecord(key, "1", "simple", answer, "{}", 1)).join();
            assertThat(store.unansweredSends()).isZero();
        }
        try (Store store = Store.open(directory.resolve("retort.db"))) {
            assertThat(store.answer(key)).contains(answer);
            assertThat(store.answeredKeys()).containsExactly(key);
        }
    }
}
