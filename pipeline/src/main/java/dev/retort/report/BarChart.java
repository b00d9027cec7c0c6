package dev.retort.report;

import dev.retort.evaluate.Evaluation;
import dev.retort.evaluate.Interval;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/// Where the bars of accuracy and macro F1 stand, one group for each judged contender. Widths are percentages of the
/// picture, so that it fits a phone without shrinking its text; heights are pixels.
///
/// @param height of the whole picture, axis included
record BarChart(List<Group> groups, int height) {
    private static final int FIRST = 10;
    private static final int NAME = 40;
    private static final int BAR = 24;
    private static final int GAP = 4;
    static final int GROUP = NAME + 2 * BAR + GAP + 30;
    private static final int AXIS = 26;
    /// Shorter bars have no room for their text on a phone; it stands behind them.
    private static final double ROOM = 0.4;

    /// @param y its top; the two lines of its name stand 15 and 32 below
    record Group(Contender contender, int y, List<Bar> bars) {}

    /// @param style the class that colours it
    /// @param inside whether the text stands on the bar
    record Bar(String style, String metric, double value, Interval interval, int y, boolean inside) {
        int height() {
            return BAR;
        }

        int middle() {
            return y + BAR / 2;
        }

        String text() {
            return metric + " " + Numbers.percent(value);
        }

        String title(String contender) {
            return contender + ": " + text() + ", 95 % interval " + Numbers.range(interval);
        }

        /// Where its text starts.
        String textX() {
            return inside ? "0%" : percent(interval.high());
        }
    }

    static BarChart of(List<Contender> judged) {
        var groups = new ArrayList<Group>();
        for (Contender contender : judged) {
            Evaluation scores = contender.evaluation().orElseThrow();
            int y = FIRST + groups.size() * GROUP;
            int top = y + NAME;
            groups.add(new Group(contender, y,
                    List.of(bar("accuracy", "accuracy", scores.accuracy(), scores.accuracyInterval(), top),
                            bar("macro", "macro F1", scores.macro().f1(), scores.macroF1Interval(), top + BAR + GAP))));
        }
        return new BarChart(List.copyOf(groups), FIRST + groups.size() * GROUP + AXIS);
    }

    private static Bar bar(String style, String metric, double value, Interval interval, int y) {
        return new Bar(style, metric, value, interval, y, value >= ROOM);
    }

    /// The bottom of the grid.
    int floor() {
        return height - AXIS;
    }

    /// A place along the width, `0.827` is `82.7%`.
    static String percent(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).setScale(2, RoundingMode.HALF_UP).stripTrailingZeros()
                .toPlainString() + "%";
    }
}
