package dev.retort.cli;

import dev.retort.pipeline.Cascading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What `predict` says of the texts that a teacher was asked about.
final class CascadeLines {
    private CascadeLines() {}

    /// @param usd what the answers cost; 0 if nothing, or no price is known
    static List<String> of(Cascading cascade, double usd) {
        long kept = cascade.unlabelled().values().stream().mapToLong(Long::longValue).sum();
        var lines = new ArrayList<String>();
        lines.add(String.format(Locale.ROOT, "teacher   asked about %,d texts, labelled %,d%s", cascade.asked(),
                cascade.asked() - kept, usd > 0 ? String.format(Locale.ROOT, ", for $%.4f", usd) : ""));
        cascade.unlabelled().forEach((why, texts) -> lines.add(String.format(Locale.ROOT,
                "note: %,d unsure texts keep the student's label: %s", texts, why)));
        return lines;
    }
}
