package dev.retort.report;

import dev.retort.dataset.ReferenceSource;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the contenders are judged by.
public sealed interface References {

    /// @param texts judged texts by who gave their labels; at least one
    /// @param rule how a text counts that a contender left without a label, one sentence
    record Known(SortedMap<ReferenceSource, Integer> texts, String rule) implements References {
        public Known {
            texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
            texts.forEach((source, count) -> Rules.count(source.word() + " labels", count));
            Rules.require(!texts.isEmpty(), "known reference labels", "need a source", texts);
            Rules.text("the rule for texts without a label", rule);
        }

        public static Known of(ReferenceSource source, int texts, String rule) {
            return new Known(new TreeMap<>(Map.of(source, texts)), rule);
        }
    }

    /// Nobody labelled anything: no accuracy is claimed.
    ///
    /// @param sample the file with the random texts to label
    /// @param sampleTexts how many texts lie there
    /// @param how what to do with it, one sentence
    record None(String sample, int sampleTexts, String how) implements References {
        public None {
            Rules.text("the file of the random sample", sample);
            Rules.count("texts of the random sample", sampleTexts);
        }
    }
}
