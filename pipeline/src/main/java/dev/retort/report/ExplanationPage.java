package dev.retort.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Explanations of a few texts as one self-contained HTML page: words that speak for the label on one colour, words that
/// speak against it on another, the deeper the heavier.
///
/// @param student its name
/// @param made by which version of Retort
public record ExplanationPage(String student, String made, List<Explanation> explanations) {
    private static final TemplateEngine ENGINE = TemplateEngine.createPrecompiled(null, ContentType.Html, null,
            "dev.retort.report");
    /// Depths of colour.
    private static final int STEPS = 5;
    /// Lighter words stay uncoloured.
    private static final double LEAST = 0.01;

    /// A stretch of a text in one colour.
    ///
    /// @param style CSS class, empty for none
    /// @param title shown when a mouse rests on it
    record Stretch(String text, String style, String title) {}

    public ExplanationPage {
        explanations = List.copyOf(explanations);
    }

    public String render() {
        var output = new CleanOutput();
        ENGINE.render("explanations.jte", this, output);
        return output.toString();
    }

    static List<Stretch> stretches(Explanation explanation) {
        double heaviest = explanation.heaviest(1).stream().mapToDouble(word -> Math.abs(word.weight())).sum();
        var stretches = new ArrayList<Stretch>();
        int done = 0;
        for (Explanation.Word word : explanation.words()) {
            if (word.begin() > done) {
                stretches.add(new Stretch(explanation.text().substring(done, word.begin()), "", ""));
            }
            stretches.add(new Stretch(explanation.word(word), style(word.weight(), heaviest), weight(word.weight())));
            done = word.end();
        }
        if (done < explanation.text().length()) {
            stretches.add(new Stretch(explanation.text().substring(done), "", ""));
        }
        return stretches;
    }

    private static String style(double weight, double heaviest) {
        if (Math.abs(weight) < LEAST) {
            return "";
        }
        int depth = (int) Math.ceil(STEPS * Math.abs(weight) / heaviest);
        return (weight > 0 ? "for" : "against") + Math.clamp(depth, 1, STEPS);
    }

    static String weight(double weight) {
        return String.format(Locale.ROOT, "%+.3f", weight);
    }

    static String score(Explanation explanation) {
        return Numbers.coefficient(explanation.score());
    }
}
