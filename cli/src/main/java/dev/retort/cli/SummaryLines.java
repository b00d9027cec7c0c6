package dev.retort.cli;

import dev.retort.pipeline.PredictionSummary;
import dev.retort.pipeline.PredictionSummary.Unsure;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What `predict` says at its end: how often each label, and the texts to look at.
final class SummaryLines {
    private static final int SHOWN = 60;

    private SummaryLines() {}

    static List<String> of(PredictionSummary summary) {
        if (summary.texts() == 0) {
            return List.of();
        }
        if (summary.values().getCount() > 0) {
            DoubleSummaryStatistics values = summary.values();
            return List.of(String.format(Locale.ROOT, "  from %.4g to %.4g, mean %.4g", values.getMin(),
                    values.getMax(), values.getAverage()));
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("label", "texts", "share", "mean probability"));
        for (Map.Entry<String, DoubleSummaryStatistics> label : summary.byLabel().entrySet()) {
            DoubleSummaryStatistics found = label.getValue();
            rows.add(List.of(label.getKey(), String.format(Locale.ROOT, "%,d", found.getCount()),
                    percent(found.getCount(), summary.texts()),
                    String.format(Locale.ROOT, "%.3f", found.getAverage())));
        }
        var lines = new ArrayList<String>();
        Table.lines(rows).forEach(line -> lines.add("  " + line));
        if (summary.unsure() > 0) {
            lines.add(String.format(Locale.ROOT, "  unsure (probability under %s): %,d texts, %s; the least sure:",
                    summary.threshold(), summary.unsure(), percent(summary.unsure(), summary.texts())));
            for (Unsure one : summary.leastSure()) {
                lines.add(String.format(Locale.ROOT, "    line %,d  %s %.3f  %s", one.line(), one.label(),
                        one.probability(), shown(one.text())));
            }
        }
        return lines;
    }

    private static String percent(long part, long all) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / all);
    }

    /// The beginning, on one line, without control characters.
    private static String shown(String text) {
        String line = text.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString().strip();
        return line.codePointCount(0, line.length()) <= SHOWN
                ? line
                : line.substring(0, line.offsetByCodePoints(0, SHOWN)) + " ...";
    }
}
