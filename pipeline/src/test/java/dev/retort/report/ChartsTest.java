package dev.retort.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.report.LearningCurve.Epoch;
import dev.retort.report.LineChart.Scale;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChartsTest {
    @Test
    void barsAreAsLongAsTheirValues() {
        BarChart chart = BarChart.of(Examples.full().judged());
        var student = chart.groups().getLast();
        // 58 of 335 texts are wrong: 277 / 335 = 82.69 %
        assertThat(BarChart.percent(student.bars().getFirst().value())).isEqualTo("82.69%");
        assertThat(chart.groups()).extracting(BarChart.Group::y).isSorted().doesNotHaveDuplicates();
        assertThat(chart.floor()).isGreaterThan(student.bars().getLast().y() + student.bars().getLast().height());
    }

    @Test
    void scalesHaveRoundMarksAroundTheData() {
        assertThat(Scale.from(0, 0.912)).satisfies(scale -> {
            assertThat(scale.marks()).containsExactly(0.0, 0.5, 1.0);
            assertThat(scale.of(0.912)).isCloseTo(0.912, within(1e-12));
        });
        assertThat(Scale.from(0.741, 0.852).marks()).hasSizeBetween(3, 6).satisfies(marks -> {
            assertThat(marks.getFirst()).isLessThanOrEqualTo(0.741);
            assertThat(marks.getLast()).isGreaterThanOrEqualTo(0.852);
        });
    }

    @Test
    void scalesTakeConstantsAndZeros() {
        for (double value : new double[]{0, 1, 0.5, 1e-9, 123456}) {
            var scale = Scale.from(value, value);
            assertThat(scale.of(value)).as("place of %s", value).isBetween(0.0, 1.0);
            assertThat(scale.marks()).as("marks around %s", value).hasSizeBetween(2, 7);
        }
    }

    @Test
    void pointsLieInThePictureAndTheBestEpochIsMarked() {
        LineChart scores = LineChart.scores(Examples.learning());
        var points = scores.lines().getFirst().points();
        assertThat(points).hasSize(4).allSatisfy(point -> assertThat(Double.parseDouble(point.y()))
                .isBetween(0.0, (double) LineChart.HEIGHT));
        assertThat(scores.takenX()).isEqualTo(points.get(2).x());
        assertThat(points.get(1).title().replace('\u00a0', ' ')).isEqualTo("epoch 2, accuracy 82.3 %");
    }

    @Test
    void oneEpochAndAHundredEpochsFit() {
        var one = new LearningCurve("student", "cot", 9, 1, List.of(new Epoch(1, 0, 0, 0, 0)), 1);
        assertThat(LineChart.losses(one).lines().getFirst().points()).singleElement()
                .satisfies(point -> assertThat(point.x()).isEqualTo("50%"));
        var many = new LearningCurve("student", "cot", 9, 1,
                IntStream.rangeClosed(1, 100).mapToObj(n -> new Epoch(n, 1.0 / n, 1.1 / n, 0.9, 0.8)).toList(), 100);
        assertThat(LineChart.losses(many).ticks()).hasSize(10);
        assertThat(LineChart.losses(many).lines().getFirst().points()).hasSize(100);
    }

    /// WCAG 2.2, success criterion 1.4.3: text stands out from its ground at least 4.5 to 1, in both schemes.
    @Test
    void coloursHaveContrast() {
        String light = between(Assets.STYLE, ":root {", "}");
        String dark = between(Assets.STYLE, "prefers-color-scheme: dark) {", "  }\n}");
        for (String scheme : List.of(light, dark)) {
            for (String pair : List.of("ink paper", "ink card", "soft paper", "soft card", "soft student",
                    "ink student",
                    "link paper", "link card", "on-bar accuracy", "on-bar macro", "macro paper", "accuracy paper",
                    "ink mark", "on-light h1", "on-light h2", "on-light h3", "on-light h4", "on-light h5", "on-dark h7",
                    "on-dark h8", "on-dark h9")) {
                String text = pair.substring(0, pair.indexOf(' '));
                String ground = pair.substring(pair.indexOf(' ') + 1);
                assertThat(contrast(colour(scheme, text), colour(scheme, ground)))
                        .as("%s in %s", pair, scheme.equals(light) ? "light" : "dark").isGreaterThan(4.5);
            }
        }
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start) + start.length();
        return text.substring(from, text.indexOf(end, from));
    }

    private static int colour(String scheme, String name) {
        Matcher found = Pattern.compile("--" + name + ": #([0-9a-fA-F]{6})").matcher(scheme);
        assertThat(found.find()).as(name).isTrue();
        return Integer.parseInt(found.group(1), 16);
    }

    private static double contrast(int one, int other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
    }

    private static double linear(int channel) {
        double value = (channel & 0xff) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
