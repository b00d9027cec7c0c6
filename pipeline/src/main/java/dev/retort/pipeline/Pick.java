package dev.retort.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Which texts to ask about first.
///
/// @param texts how many, at least 1; those annotated already do not count
public record Pick(int texts, By by) {
    public Pick {
        if (texts < 1) {
            throw new IllegalArgumentException("a pick is of 1 or more texts, got %d".formatted(texts));
        }
    }

    /// By what texts are picked.
    public enum By {
        /// By chance, the same with the same seed.
        RANDOM,
        /// Each as far as can be from those picked or annotated before, by the base model's vectors.
        DIVERSE,
        /// Those first on which the current student's probabilities have the highest entropy.
        UNCERTAIN;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<By> of(String word) {
            return Arrays.stream(values()).filter(by -> by.word().equals(word)).findFirst();
        }

        public static List<String> words() {
            return Arrays.stream(values()).map(By::word).toList();
        }
    }
}
