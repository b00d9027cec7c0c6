package dev.retort.dataset;

import java.util.List;

/// All texts of a workspace.
///
/// @param examples in the order of the data files, ids unique
/// @param notes what the reader noticed and did not refuse, one line each, for people
public record Dataset(List<Example> examples, List<String> notes) {
    public Dataset {
        examples = List.copyOf(examples);
        notes = List.copyOf(notes);
    }

    /// The examples of one split, in order.
    public List<Example> of(Split split) {
        return examples.stream().filter(example -> example.split() == split).toList();
    }

    public int count(Split split) {
        return (int) examples.stream().filter(example -> example.split() == split).count();
    }

    /// Examples with a reference label.
    public int referenced() {
        return (int) examples.stream().filter(example -> example.reference().isPresent()).count();
    }
}
