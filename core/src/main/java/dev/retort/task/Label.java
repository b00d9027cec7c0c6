package dev.retort.task;

/// One of the answers a classification task allows.
///
/// @param name as it stands in data files and prompts, matched without regard to case
/// @param description what the label means, shown to annotators; empty if the name says it all
public record Label(String name, String description) {
    public Label {
        if (name.isBlank() || !name.equals(name.strip())) {
            throw new IllegalArgumentException(
                    "a label's name must have text and no surrounding space, got '%s'".formatted(name));
        }
    }

    public static Label of(String name) {
        return new Label(name, "");
    }
}
