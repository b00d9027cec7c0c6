package dev.retort.store;

import dev.retort.dataset.Example;
import dev.retort.dataset.Reference;
import dev.retort.dataset.ReferenceSource;
import dev.retort.dataset.Split;
import dev.retort.task.Value;
import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Records for tests.
final class Records {
    static final Instant AT = Instant.parse("2026-11-23T08:30:00.123456789Z");
    /// What texts, ids and replies may hold: NUL, line ends, an emoji of several code points, right-to-left text,
    /// half an emoji, quotes, nothing at all.
    static final List<String> ODD_TEXTS = List.of("", " ", "a\0b\0", "\r\n\t", "👩‍👩‍👧‍👦 Gewinn +3 %", "مرحبا",
            "\ud83d", "x\udc00\ud83dy",
            "'; DROP TABLE answer; --", "\uFEFFbom", "\uFFFF", "{\"label\":\"positive\"}");

    private Records() {}

    static Value choice(String label) {
        return new Value.Choice(label);
    }

    static AnswerKey key(long request, int vote) {
        return new AnswerKey("%064x".formatted(request), vote);
    }

    static Answer answer(String raw) {
        return new Answer(raw, Optional.of("stop"), Optional.of(new Usage(120, 64, 7, 3)),
                Optional.of(Duration.ofNanos(1_234_567_891)), AT);
    }

    static AnswerRecord answered(AnswerKey key, String raw) {
        return new AnswerRecord(key, "example-" + key.request(), "cot", answer(raw),
                "{\"model\":\"m\",\"request\":\"%s\"}".formatted(key.request()), 1);
    }

    static SendRecord send(int attempt, AnswerKey... keys) {
        return new SendRecord(List.of(keys), "example", "cot", attempt, AT);
    }

    static TroubleRecord trouble(AnswerKey key) {
        return new TroubleRecord(key, "example", "cot", TroubleRecord.Kind.GAVE_UP, "HTTP 503: overloaded", 8, AT);
    }

    static Example example(String id, String text) {
        return new Example(id, text, Split.TRAIN,
                Optional.of(new Reference(choice("positive"), ReferenceSource.MODEL)));
    }
}
