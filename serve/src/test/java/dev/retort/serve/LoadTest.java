package dev.retort.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.batching.BatchOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many requests at once: batches, a full queue, clients that leave, students that change, the end.
class LoadTest {
    private static final String LONG = "{\"inputs\": [\"%s\"]}".formatted(String.join("\", \"",
            java.util.Collections.nCopies(8, "sales rose and profit fell ".repeat(400))));

    @TempDir
    private Path directory;

    private Path tiny() {
        return TinyStudent.in(directory.resolve("tiny"));
    }

    private static ServeOptions queueing(int queueTokens, int batchTokens) {
        ServeOptions usual = Served.OPTIONS;
        return new ServeOptions(usual.http(), new BatchOptions(queueTokens, batchTokens, 1), usual.student(),
                usual.maxTexts(), usual.keys(), usual.origin(), usual.logTexts(), usual.state());
    }

    @Test
    void concurrentRequestsShareBatches() {
        try (Served served = Served.with(queueing(100_000, 10_000), tiny())) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                answers.add(served.later("/predict", "{\"inputs\": \"Sales rose by %d percent.\"}".formatted(i)));
            }
            assertThat(answers).allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
            double batches = served.metric("retort_batch_texts_count{model=\"tiny\"}");
            assertThat(served.metric("retort_batch_texts_sum{model=\"tiny\"}")).isEqualTo(300);
            assertThat(served.metric("retort_batch_requests_sum{model=\"tiny\"}")).isEqualTo(300);
            assertThat(batches).isLessThan(300);
            assertThat(served.metric("retort_requests_total{route=\"/predict\",status=\"200\"}")).isEqualTo(300);
        }
    }

    @Test
    void fullQueueAnswers429WithTheTimeToWait() {
        try (Served served = Served.with(queueing(50, 50), tiny())) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                answers.add(served.later("/", LONG));
            }
            List<HttpResponse<String>> responses = answers.stream().map(CompletableFuture::join).toList();
            assertThat(responses).extracting(HttpResponse::statusCode).containsOnly(200, 429).contains(200, 429);
            HttpResponse<String> refused = responses.stream().filter(one -> one.statusCode() == 429).findFirst()
                    .orElseThrow();
            assertThat(refused.headers().firstValueAsLong("retry-after").orElseThrow()).isBetween(1L, 60L);
            assertThat(refused.body()).isEqualTo("{\"error\":\"Model is overloaded\",\"error_type\":\"Overloaded\"}");
            assertThat(served.metric("retort_queue_texts{model=\"tiny\"}")).isZero();
        }
    }

    @Test
    void whoLeavesIsNotWorkedFor() throws IOException {
        try (Served served = Served.with(queueing(1_000_000, 10), tiny())) {
            List<Socket> leaving = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                Socket socket = served.socket();
                socket.getOutputStream().write(request(LONG));
                socket.getOutputStream().flush();
                leaving.add(socket);
            }
            CompletableFuture<HttpResponse<String>> stays = served.later("/predict", "{\"inputs\": \"Sales rose.\"}");
            for (Socket socket : leaving) {
                socket.close();
            }
            assertThat(stays.join().statusCode()).isEqualTo(200);
            awaitThat(() -> served.metric("retort_queue_texts{model=\"tiny\"}") == 0);
            double dropped = served.metric("retort_dropped_texts_total{model=\"tiny\"}");
            assertThat(dropped).isPositive();
            assertThat(dropped + served.metric("retort_batch_texts_sum{model=\"tiny\"}"))
                    .isLessThanOrEqualTo(30 * 8 + 1);
            assertThat(served.metric("retort_requests_total{route=\"/\",status=\"499\"}")).isPositive();
        }
    }

    private static byte[] request(String json) {
        String head = "POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: "
                + json.length();
        return (head + "\r\n\r\n" + json).getBytes(StandardCharsets.UTF_8);
    }

    private static void awaitThat(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited 20 s").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void reloadingUnderLoadLosesNoRequest() {
        Path first = tiny();
        Path second = TinyStudent.in(directory.resolve("second"));
        TinyStudent.replace(second.resolve("config.json"), "\"positive\"", "\"good\"");
        var current = new AtomicReference<>(first);
        try (Served served = Served.of(List.of(new StudentSource("news", current::get)))) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int round = 0; round < 6; round++) {
                for (int i = 0; i < 30; i++) {
                    answers.add(served.later("/predict", "{\"inputs\": \"Sales rose by %d percent.\"}".formatted(i)));
                }
                current.set(round % 2 == 0 ? second : first);
                assertThat(served.server.reloadChanged()).containsEntry("news", "reloaded");
            }
            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.join().statusCode()).isEqualTo(200);
                assertThat(answer.join().body()).containsAnyOf("positive", "good");
            });
            assertThat(served.metric("retort_reloads_total{model=\"news\",result=\"done\"}")).isEqualTo(6);
            assertThat(served.post("/predict", "{\"inputs\": \"a\"}").body()).contains("positive");
            assertThat(served.server.reloadChanged()).isEmpty();
        }
    }

    @Test
    void studentThatCannotBeLoadedLeavesTheOldOneInPlace() throws IOException {
        Path student = tiny();
        try (Served served = Served.with(Served.OPTIONS, student)) {
            java.nio.file.Files.writeString(student.resolve("config.json"), "{");
            assertThat(served.server.reload().get("tiny")).startsWith("failed: ").contains("config.json");
            assertThat(served.post("/predict", "{\"inputs\": \"a\"}").statusCode()).isEqualTo(200);
            assertThat(served.metric("retort_reloads_total{model=\"tiny\",result=\"failed\"}")).isEqualTo(1);
        }
    }

    @Test
    void modelThatFailsIs424AndTheReasonIsTold() {
        try (Served served = Served.with(Served.OPTIONS, TinyStudent.broken(directory.resolve("broken")))) {
            HttpResponse<String> failed = served.post("/predict", "{\"inputs\": \"Profit doubled.\"}");
            assertThat(failed.statusCode()).isEqualTo(424);
            assertThat(failed.body()).contains("\"error_type\":\"Backend\"").doesNotContain("NaN");
            assertThat(served.failures).singleElement()
                    .satisfies(cause -> assertThat(cause).hasMessageContaining("is scored NaN"));
        }
    }

    @Test
    void drainingAnswersWhatWasTakenInAndRefusesTheRest() throws InterruptedException {
        try (Served served = Served.with(queueing(1_000_000, 10), tiny())) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                answers.add(served.later("/", LONG));
            }
            awaitThat(() -> served.metric("retort_queue_texts{model=\"tiny\"}") > 100);
            var drained = CompletableFuture.supplyAsync(() -> {
                try {
                    return served.server.drain(Duration.ofSeconds(30));
                } catch (InterruptedException stopped) {
                    throw new IllegalStateException(stopped);
                }
            });
            awaitThat(() -> served.get("/ready").statusCode() == 503);
            assertThat(served.get("/health").statusCode()).isEqualTo(200);
            assertThat(served.post("/", "{\"inputs\": \"a\"}").statusCode()).isEqualTo(503);
            assertThat(answers).allSatisfy(answer -> assertThat(answer.join().statusCode()).isIn(200, 503));
            assertThat(answers).anySatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
            assertThat(drained.join()).isTrue();
        }
    }
}
