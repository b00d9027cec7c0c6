package dev.retort.report;

import dev.retort.bill.Figure;
import java.util.List;

/// The ways to label a million texts, side by side: your own labels, the LLM alone, the distilled student, and what
/// the case study published.
///
/// @param why why these figures differ from the published ones, one sentence each
public record Ways(List<Way> ways, List<Row> rows, List<String> why) {
    public Ways {
        ways = List.copyOf(ways);
        rows = List.copyOf(rows);
        why = List.copyOf(why);
        for (Row row : rows) {
            Rules.require(row.figures().size() == ways.size(), "the row '%s' of the ways".formatted(row.quantity()),
                    "must have one figure for each of the %d ways".formatted(ways.size()), row.figures().size());
        }
    }

    /// A column.
    ///
    /// @param name `Your own labels`
    /// @param detail on what: `student on 2 CPU cores`; may be empty
    /// @param published whether the column is the case study's
    public record Way(String name, String detail, boolean published) {
        public Way {
            Rules.text("the name of a way", name);
        }
    }

    /// @param quantity `Energy for a million texts`
    /// @param figures one for each way
    public record Row(String quantity, List<Figure> figures) {
        public Row {
            Rules.text("the quantity of a row", quantity);
            figures = List.copyOf(figures);
        }
    }
}
