package dev.retort.dataset;

import java.util.Optional;

/// One text.
///
/// @param id unique in its dataset, given by the data file or derived from the text
public record Example(String id, String text, Split split, Optional<Reference> reference) {
    public Example {
        if (id.isBlank()) {
            throw new IllegalArgumentException("an example's id must not be blank");
        }
    }
}
