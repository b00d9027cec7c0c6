package dev.retort.files;

import dev.retort.dataset.Reference;
import dev.retort.dataset.Split;
import java.util.Optional;

/// A row on its way to becoming an example.
///
/// @param id as given; empty to derive it
/// @param split as given; empty to draw it
record DraftRow(String file, long line, Optional<String> id, String text, Optional<Reference> reference,
        Optional<Split> split) {

    /// Where the row stands: `texts.csv:14`.
    String place() {
        return file + ":" + line;
    }

    /// The row as a problem's message in `file` calls it: `line 14`, or with its file if that is another.
    String placeSeenFrom(String otherFile) {
        return file.equals(otherFile) ? "line " + line : place();
    }
}
