package dev.retort.report;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/// The numbered footnotes of one section: each formula and source once, in order of first use.
///
/// @param section the section's anchor, so that footnotes of two sections do not share one
record Notes(String section, List<String> texts) {
    Notes {
        texts = List.copyOf(texts);
    }

    static Notes of(String section, Collection<Cell> cells) {
        return new Notes(section, cells.stream().flatMap(Notes::text).distinct().toList());
    }

    /// From 1; 0 if the figure has no footnote.
    int number(Cell cell) {
        return text(cell).map(text -> texts.indexOf(text) + 1).findFirst().orElse(0);
    }

    /// The anchor of a footnote.
    String anchor(int number) {
        return "note-" + section + "-" + number;
    }

    private static Stream<String> text(Cell cell) {
        String note = cell.basis().note();
        return note.isBlank() ? Stream.empty() : Stream.of(capital(cell.basis().word()) + ": " + note);
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
