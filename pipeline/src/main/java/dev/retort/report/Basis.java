package dev.retort.report;

/// Where a figure comes from. The page says it beside every figure of money, time and energy.
public sealed interface Basis {

    /// Observed in this run.
    ///
    /// @param source what observed it; empty if that is plain
    record Measured(String source) implements Basis {}

    /// Worked out from other figures.
    ///
    /// @param formula how, with the factors and their sources, readable on its own
    record Estimated(String formula) implements Basis {
        public Estimated {
            Rules.text("the formula of an estimate", formula);
        }
    }

    /// Taken from a publication.
    ///
    /// @param where which, with its date
    record Published(String where) implements Basis {
        public Published {
            Rules.text("the source of a published figure", where);
        }
    }

    /// @param why what is missing to know it; empty if that is plain
    record NotKnown(String why) implements Basis {}

    /// One word, or two, for the page.
    default String word() {
        return switch (this) {
            case Measured _ -> "measured";
            case Estimated _ -> "estimated";
            case Published _ -> "published";
            case NotKnown _ -> "not known";
        };
    }

    /// What the footnote says; empty where the word says it all.
    default String note() {
        return switch (this) {
            case Measured(var source) -> source;
            case Estimated(var formula) -> formula;
            case Published(var where) -> where;
            case NotKnown(var why) -> why;
        };
    }
}
