package dev.retort.pipeline;

import java.util.Locale;

/// What a run does, in order.
public enum Stage {
    /// Texts and reference labels into the store.
    DATA,
    /// Teachers asked, until every vote is journaled or its trouble recorded; votes read and settled.
    ANNOTATE,
    /// The student fine-tuned and exported.
    TRAIN,
    /// Teachers and student measured against reference labels.
    EVALUATE,
    /// The page.
    REPORT;

    /// The stage's name in the store and in messages.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
