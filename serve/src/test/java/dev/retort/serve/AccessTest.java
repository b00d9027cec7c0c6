package dev.retort.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may ask, and what is written about it.
class AccessTest {
    private static final String KEY = "0123456789abcdef-one";
    private static final String OTHER = "0123456789abcdef-two";
    private static final String TEXT = "{\"inputs\": \"Profit doubled.\"}";

    @TempDir
    private Path directory;
    private Path student;

    @BeforeEach
    void aStudent() {
        student = TinyStudent.in(directory.resolve("tiny"));
    }

    private static ServeOptions with(ApiKeys keys, Optional<String> origin, boolean logTexts) {
        ServeOptions usual = Served.OPTIONS;
        return new ServeOptions(usual.http(), usual.batching(), usual.student(), usual.maxTexts(), keys, origin,
                logTexts, usual.state());
    }

    private static HttpResponse<String> ask(Served served, String path, String authorization) {
        return served.send(served.to(path).header("content-type", "application/json")
                .header("authorization", authorization).POST(BodyPublishers.ofString(TEXT)).build());
    }

    @Test
    void onlyBearersOfAKeyAreAnswered() {
        try (Served served = Served.with(with(ApiKeys.of(KEY + "," + OTHER, "keys"), Optional.empty(), false),
                student)) {
            HttpResponse<String> refused = served.post("/predict", TEXT);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("www-authenticate")).contains("Bearer");
            assertThat(refused.body()).contains("Unauthorized");
            assertThat(ask(served, "/predict", "Bearer wrong-wrong-wrong").statusCode()).isEqualTo(401);
            assertThat(ask(served, "/predict", "Basic " + KEY).statusCode()).isEqualTo(401);
            assertThat(ask(served, "/predict", "Bearer " + KEY).statusCode()).isEqualTo(200);
            assertThat(ask(served, "/", "bearer " + OTHER).statusCode()).isEqualTo(200);
            assertThat(served.get("/info").statusCode()).isEqualTo(401);
            assertThat(served.get("/metrics").statusCode()).isEqualTo(401);
            assertThat(served.get("/health").statusCode()).isEqualTo(200);
            assertThat(served.get("/ready").statusCode()).isEqualTo(200);
            assertThat(ask(served, "/admin/reload", "Bearer " + KEY).body())
                    .isEqualTo("{\"models\":{\"tiny\":\"reloaded\"}}");
            served.stop();
            assertThat(served.log.toString()).doesNotContain(KEY, OTHER, "wrong-wrong");
        }
    }

    @Test
    void reloadingByRequestNeedsKeys() {
        try (Served served = Served.with(Served.OPTIONS, student)) {
            assertThat(served.post("/admin/reload", "").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void keyFilesAreReadAndTheirFaultsToldWithoutTheKey() throws IOException {
        Path file = directory.resolve("keys");
        Files.writeString(file, "# for the shop\n%s\n\n%s\n".formatted(KEY, OTHER));
        ApiKeys keys = ApiKeys.read(file);
        assertThat(keys.allow("Bearer " + OTHER)).isTrue();
        assertThat(keys.allow("Bearer # for the shop")).isFalse();
        assertThat(keys.allow("Bearer ")).isFalse();
        Files.writeString(file, "short-secret\n");
        assertThatThrownBy(() -> ApiKeys.read(file)).hasMessageContaining("key 1 must be at least 16")
                .hasMessageNotContaining("short-secret");
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> ApiKeys.read(file)).hasMessageContaining("no key in it");
    }

    @Test
    void pagesOfOthersMayNotAskUnlessAllowed() {
        try (Served served = Served.with(Served.OPTIONS, student)) {
            assertThat(served.post("/predict", TEXT).headers().map()).doesNotContainKey("access-control-allow-origin");
            assertThat(served.send(served.to("/predict").method("OPTIONS", BodyPublishers.noBody()).build())
                    .statusCode()).isEqualTo(405);
        }
        try (Served served = Served.with(with(ApiKeys.NONE, Optional.of("https://shop.example"), false), student)) {
            assertThat(served.post("/predict", TEXT).headers().firstValue("access-control-allow-origin"))
                    .contains("https://shop.example");
            HttpResponse<String> preflight = served.send(served.to("/predict").method("OPTIONS",
                    BodyPublishers.noBody()).build());
            assertThat(preflight.statusCode()).isEqualTo(204);
            assertThat(preflight.headers().firstValue("access-control-allow-headers"))
                    .contains("authorization, content-type");
        }
    }

    @Test
    void logHasALineARequestAndTextsOnlyIfAsked() {
        try (Served served = Served.with(Served.OPTIONS, student)) {
            served.post("/predict", TEXT);
            served.get("/nowhere%0d%0aforged?key=secret");
            served.stop();
            assertThat(served.log.toString()).hasLineCount(2).contains("\"path\":\"/predict\"", "\"status\":200",
                    "\"texts\":1", "\"client\":\"127.0.0.1\"").doesNotContain("Profit", "secret");
        }
        try (Served served = Served.with(with(ApiKeys.NONE, Optional.empty(), true), student)) {
            served.post("/predict", TEXT);
            served.stop();
            assertThat(served.log.toString()).contains("\"inputs\":[\"Profit doubled.\"]");
        }
    }
}
