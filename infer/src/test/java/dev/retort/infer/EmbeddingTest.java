package dev.retort.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A student that gives embeddings beside scores.
class EmbeddingTest {
    static final Path STUDENT = Path.of("src/test/resources/kept/student-1-embedding");
    private static final List<String> TEXTS = List.of("Nokia said profit rose to EUR 37 mn in March", "sales",
            "Ruukki said cash flow declined to EUR 12 mn in the first quarter", "Kesko said revenue fell", "", "moon");

    /// Whatever the batches, each text keeps its place, scores and embedding.
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 40", "2, 100", "2, 5000"})
    void embeddingsAreThoseOfTheTextAlone(int threads, int batchTokens) {
        var texts = new ArrayList<String>();
        Collections.nCopies(5, TEXTS).forEach(texts::addAll);
        Collections.shuffle(texts, new Random(3));
        try (Student student = Student.load(STUDENT, new StudentOptions(threads, batchTokens));
                Student alone = Student.load(STUDENT, new StudentOptions(1, 1))) {
            Scores scores = student.scores(texts);
            assertThat(scores.logits()).hasDimensions(30, 2);
            assertThat(scores.embeddings()).hasDimensions(30, 32);
            for (int text = 0; text < texts.size(); text++) {
                Scores one = alone.scores(List.of(texts.get(text)));
                assertThat(scores.embeddings()[text]).containsExactly(one.embeddings()[0], within(1e-5f));
                assertThat(scores.logits()[text]).containsExactly(one.logits()[0], within(1e-5f));
            }
            assertThat(scores.embeddings()[texts.indexOf("moon")])
                    .isNotEqualTo(scores.embeddings()[texts.indexOf("sales")]);
            assertThat(student.scores(List.of()).embeddings()).isEmpty();
        }
    }

    @Test
    void logitsAreBitForBitThoseThatComeAlone() {
        try (Student student = Student.load(STUDENT, new StudentOptions(1, 256));
                Tokenizer tokenizer = Tokenizer.open(STUDENT, 32)) {
            assertThat(student.scores(TEXTS).logits()).isDeepEqualTo(student.logits(TEXTS));
            int[][] ids = tokenizer.encode(TEXTS);
            Scores scores = student.scores(ids);
            assertThat(scores.logits()).isDeepEqualTo(student.logits(ids));
            assertThat(scores.embeddings()).isDeepEqualTo(student.scores(TEXTS).embeddings());
        }
    }

    @Test
    void severalThreadsMayAskAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Student student = Student.load(STUDENT, new StudentOptions(2, 64))) {
            float[][] alone = student.scores(TEXTS).embeddings();
            List<Callable<float[][]>> calls = Collections.nCopies(16, () -> student.scores(TEXTS).embeddings());
            for (Future<float[][]> together : threads.invokeAll(calls)) {
                for (int text = 0; text < alone.length; text++) {
                    assertThat(together.get()[text]).containsExactly(alone[text], within(1e-5f));
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /// More texts than are tokenized at once.
    @Test
    void longListsKeepTheirOrder() {
        var texts = new ArrayList<String>();
        for (int i = 0; i < 5000; i++) {
            texts.add(TEXTS.get(i % TEXTS.size()));
        }
        try (Student student = Student.load(STUDENT, new StudentOptions(2, 512))) {
            float[][] embeddings = student.scores(texts).embeddings();
            float[][] few = student.scores(TEXTS).embeddings();
            for (int i = 0; i < embeddings.length; i++) {
                assertThat(embeddings[i]).containsExactly(few[i % few.length], within(1e-5f));
            }
        }
    }

    @Test
    void aClosedStudentAndTextsWithoutTokensAreRefused() {
        Student student = Student.load(STUDENT, new StudentOptions(1, 64));
        assertThatThrownBy(() -> student.scores(new int[][]{{}}))
                .hasMessage("a text must have from 1 to 32 tokens, got 0");
        student.close();
        assertThatThrownBy(() -> student.scores(TEXTS)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("this student is closed");
    }
}
