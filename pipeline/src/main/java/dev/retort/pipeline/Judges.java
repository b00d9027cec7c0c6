package dev.retort.pipeline;

import dev.retort.dataset.Example;
import dev.retort.dataset.ReferenceSource;
import dev.retort.dataset.Split;
import java.util.List;
import java.util.Optional;

/// The test examples that contenders are judged on: those whose reference labels come from the best source there is,
/// experts before crowds before models, so that no figure mixes sources.
///
/// @param source whose labels; empty if no test example has a reference label
/// @param examples in dataset order
record Judges(Optional<ReferenceSource> source, List<Example> examples) {

    static Judges of(List<Example> all) {
        for (ReferenceSource source : List.of(ReferenceSource.EXPERT, ReferenceSource.CROWD, ReferenceSource.MODEL)) {
            List<Example> judging = all.stream().filter(example -> example.split() == Split.TEST)
                    .filter(example -> example.reference().filter(label -> label.source() == source).isPresent())
                    .toList();
            if (!judging.isEmpty()) {
                return new Judges(Optional.of(source), judging);
            }
        }
        return new Judges(Optional.empty(), List.of());
    }
}
