package dev.retort.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonlRowsTest {

    private static RowReader open(String text) {
        return Rows.open(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "t.jsonl", DataFormat.JSONL,
                StandardCharsets.UTF_8, ',');
    }

    /// Each row's cells, or the problem in its place.
    private static List<String> readAll(String text) {
        var seen = new ArrayList<String>();
        try (RowReader reader = open(text)) {
            while (true) {
                try {
                    Optional<Row> row = reader.next();
                    if (row.isEmpty()) {
                        return seen;
                    }
                    seen.add(row.get().line() + " " + row.get().cells());
                } catch (DataException failure) {
                    seen.add(failure.getMessage());
                    if (!failure.resumable()) {
                        return seen;
                    }
                }
            }
        }
    }

    @Test
    void valuesAreKeptAsWritten() {
        try (RowReader reader = open("""
                {"id": 7, "text": "a\\nb", "score": 0.10, "ok": true, "none": null, "tags": ["x", {"y": 1}]}
                """)) {
            assertThat(reader.columns()).containsExactly("id", "text", "score", "ok", "none", "tags");
            assertThat(reader.next().orElseThrow().cells()).containsExactly(Map.entry("id", "7"),
                    Map.entry("text", "a\nb"), Map.entry("score", "0.10"), Map.entry("ok", "true"),
                    Map.entry("tags", "[\"x\",{\"y\":1}]"));
        }
    }

    @Test
    void eachBrokenLineIsAProblemOfItsOwn() {
        List<String> seen = readAll(
                "{\"a\": 1}\n\n{\"a\": \n[1]\n{\"a\":1,\"a\":2}\r\n{\"a\":1} {}\n{\"a\":\"\\u0000\"}\n"
                        + "{\"a\":\"\\ud800\"}\n{\"a\": 9}");

        assertThat(seen).hasSize(8);
        assertThat(seen.get(0)).isEqualTo("1 {a=1}");
        assertThat(seen.get(1)).startsWith("t.jsonl:3: is broken JSON at column");
        assertThat(seen.get(2)).startsWith("t.jsonl:4: is no JSON object");
        assertThat(seen.get(3)).startsWith("t.jsonl:5: is broken JSON at column").contains("uplicate");
        assertThat(seen.get(4)).startsWith("t.jsonl:6: has more after the object");
        assertThat(seen.get(5)).startsWith("t.jsonl:7: column 'a' has a NUL character");
        assertThat(seen.get(6)).startsWith("t.jsonl:8: column 'a' has half a surrogate pair");
        assertThat(seen.get(7)).isEqualTo("9 {a=9}");
        assertThat(seen).allSatisfy(line -> assertThat(line).doesNotContain("\n"));
    }

    @Test
    void aBrokenFirstLineIsToldWhenItsTurnComes() {
        assertThat(readAll("nope\n{\"a\":1}\n")).hasSize(2).last().isEqualTo("2 {a=1}");
    }

    @Test
    void aLineWithoutEndIsRefusedBeforeItFillsTheMemory() {
        var failure = catchThrowableOfType(DataException.class, () -> open("{\"a\": \"" + "x".repeat(20_000_000)));

        assertThat(failure).hasMessageContaining("t.jsonl:1: the line is longer than 16,777,216 characters");
    }

    @Test
    void deepNestingIsBrokenJsonAndNoStackOverflow() {
        assertThat(readAll("{\"a\": " + "[".repeat(100_000))).singleElement().asString()
                .startsWith("t.jsonl:1: is broken JSON");
    }
}
