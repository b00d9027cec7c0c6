package dev.retort.report;

import dev.retort.bill.Basis;
import dev.retort.bill.Figure;
import dev.retort.bill.Source;
import java.util.Collection;
import java.util.List;

/// The numbered footnotes of one section: each formula and source once, in order of first use.
///
/// @param section the section's anchor, so that footnotes of two sections do not share one
record Notes(String section, List<String> texts) {
    Notes {
        texts = List.copyOf(texts);
    }

    static Notes of(String section, Collection<Figure> figures) {
        return new Notes(section, figures.stream().map(Notes::text).distinct().toList());
    }

    /// From 1.
    int number(Figure figure) {
        return texts.indexOf(text(figure)) + 1;
    }

    /// The anchor of a footnote.
    String anchor(int number) {
        return "note-" + section + "-" + number;
    }

    /// How a figure came to be, in full.
    static String text(Figure figure) {
        return switch (figure) {
            case Figure.Known known -> text(known.basis(), known.formula(), known.source());
            case Figure.Between range -> text(range.basis(), range.formula(), range.source());
            case Figure.NotKnown unknown -> "Not known: " + unknown.why();
        };
    }

    private static String text(Basis basis, String formula, Source source) {
        return switch (basis) {
            case MEASURED -> "Measured: ";
            case PUBLISHED -> "Published: ";
            case ESTIMATED -> "Estimated: ";
        } + (formula.isBlank() ? "" : formula + "; ") + source;
    }
}
