package dev.retort.train;

import dev.retort.task.Label;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a student's model card and `retort.json` say that training itself does not know. Figures and cost usually come
/// later than the weights: [StudentDirectory#describe] writes them then.
///
/// @param name of the student
/// @param task what it decides, in a sentence or as the annotators' instruction
/// @param labels with descriptions, in the order of the class index
/// @param teacher who annotated the texts, and how
/// @param data where the texts are from and what they are
/// @param created when the student was made
/// @param figures measured results, best first
/// @param carbon a line about energy and CO2e, if known
/// @param provenance anything else worth keeping, as JSON values: hashes, prompts, prices
public record StudentFacts(String name, String task, List<Label> labels, String teacher, String data, Instant created,
        List<Figure> figures, Optional<String> carbon, Map<String, Object> provenance) {

    /// A measured result.
    ///
    /// @param metric such as `accuracy`
    /// @param on what it was measured against, with the source of the reference labels
    public record Figure(String metric, double value, String on) {}

    public StudentFacts {
        labels = List.copyOf(labels);
        figures = List.copyOf(figures);
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    }
}
