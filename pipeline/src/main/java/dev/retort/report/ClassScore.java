package dev.retort.report;

/// Precision, recall and F1 of one class, or their average over classes.
///
/// @param name the label, or `macro average`
/// @param support texts whose reference label this is
public record ClassScore(String name, double precision, double recall, double f1, int support) {
    public ClassScore {
        Rules.text("the name of a class", name);
        Rules.share("precision of " + name, precision);
        Rules.share("recall of " + name, recall);
        Rules.share("F1 of " + name, f1);
        Rules.count("support of " + name, support);
    }
}
