package dev.retort.report;

import dev.retort.evaluate.Cascade;
import dev.retort.evaluate.Cascade.Step;
import dev.retort.report.LearningCurve.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Where two lines run. Places along the width are percentages, heights are pixels.
///
/// @param title what both lines show
/// @param along what they run along
/// @param ticks along the width
/// @param takenX what was taken of what they run along
/// @param takenText how that is called
record LineChart(String title, String along, List<Line> lines, List<Tick> levels, List<Tick> ticks, String takenX,
        String takenText) {
    static final int HEIGHT = 260;
    private static final double TOP = 24;
    private static final double FLOOR = 228;
    private static final double SIDE = 0.14;
    private static final int MOST_EPOCH_LABELS = 10;

    /// @param style the class that colours it
    record Line(String name, String style, List<Point> points) {}

    record Point(String x, String y, String title) {}

    /// @param place an `x` in percent or a `y` in pixels
    record Tick(String place, String text) {}

    static LineChart losses(LearningCurve curve) {
        double most = curve.epochs().stream().mapToDouble(epoch -> Math.max(epoch.trainLoss(), epoch.validationLoss()))
                .max().orElse(1);
        var scale = Scale.from(0, most);
        return of("Loss", curve, scale, Numbers::coefficient, List.of(
                new Source("training loss", "macro", Epoch::trainLoss),
                new Source("validation loss", "accuracy", Epoch::validationLoss)));
    }

    static LineChart scores(LearningCurve curve) {
        double least = curve.epochs().stream().mapToDouble(epoch -> Math.min(epoch.accuracy(), epoch.macroF1())).min()
                .orElse(0);
        double most = curve.epochs().stream().mapToDouble(epoch -> Math.max(epoch.accuracy(), epoch.macroF1())).max()
                .orElse(1);
        return of("Validation scores", curve, Scale.from(least, most), Numbers::percent, List.of(
                new Source("accuracy", "accuracy", Epoch::accuracy), new Source("macro F1", "macro", Epoch::macroF1)));
    }

    /// Accuracy and macro F1 over the share of texts asked about.
    static LineChart cascade(Cascade cascade) {
        double least = cascade.steps().stream().mapToDouble(step -> Math.min(step.accuracy(), step.macroF1())).min()
                .orElse(0);
        double most = cascade.steps().stream().mapToDouble(step -> Math.max(step.accuracy(), step.macroF1())).max()
                .orElse(1);
        var scale = Scale.from(least, most);
        var ticks = new ArrayList<Tick>();
        for (int quarter = 0; quarter <= 4; quarter++) {
            ticks.add(new Tick(along(quarter / 4.0), Numbers.percent(quarter / 4.0)));
        }
        return new LineChart("Scores of the cascade", "share of texts that the teacher is asked about",
                List.of(line(cascade, scale, "accuracy", "accuracy", Step::accuracy),
                        line(cascade, scale, "macro F1", "macro", Step::macroF1)),
                levels(scale, Numbers::percent), List.copyOf(ticks), along(cascade.choice().asked()), "suggested");
    }

    private static Line line(Cascade cascade, Scale scale, String name, String style, ToDoubleFunction<Step> value) {
        return new Line(name, style, cascade.steps().stream().map(step -> new Point(along(step.asked()),
                pixels(scale.of(value.applyAsDouble(step))), "%s asked about, %s %s".formatted(
                        Numbers.percent(step.asked()), name, Numbers.percent(value.applyAsDouble(step)))))
                .toList());
    }

    private static String along(double share) {
        return BarChart.percent(SIDE + (1 - 2 * SIDE) * share);
    }

    private static List<Tick> levels(Scale scale, Text text) {
        return scale.marks().stream().map(mark -> new Tick(pixels(scale.of(mark)), text.of(mark))).toList();
    }

    private record Source(String name, String style, ToDoubleFunction<Epoch> value) {}

    private interface Text {
        String of(double value);
    }

    private static LineChart of(String title, LearningCurve curve, Scale scale, Text text, List<Source> sources) {
        List<Line> lines = sources.stream().map(source -> line(curve, scale, text, source)).toList();
        int count = curve.epochs().size();
        int step = (count + MOST_EPOCH_LABELS - 1) / MOST_EPOCH_LABELS;
        var epochs = new ArrayList<Tick>();
        String taken = "0%";
        for (int at = 0; at < count; at++) {
            int number = curve.epochs().get(at).number();
            if (at % step == 0) {
                epochs.add(new Tick(x(at, count), String.valueOf(number)));
            }
            if (number == curve.taken()) {
                taken = x(at, count);
            }
        }
        return new LineChart(title, "epoch", lines, levels(scale, text), List.copyOf(epochs), taken, "taken");
    }

    private static Line line(LearningCurve curve, Scale scale, Text text, Source source) {
        var points = new ArrayList<Point>();
        for (Epoch epoch : curve.epochs()) {
            double value = source.value().applyAsDouble(epoch);
            points.add(new Point(x(points.size(), curve.epochs().size()), pixels(scale.of(value)),
                    "epoch " + epoch.number() + ", " + source.name() + " " + text.of(value)));
        }
        return new Line(source.name(), source.style(), List.copyOf(points));
    }

    private static String x(int at, int count) {
        return along(count == 1 ? 0.5 : at / (double) (count - 1));
    }

    private static String pixels(double share) {
        return String.valueOf(Math.round((FLOOR - share * (FLOOR - TOP)) * 10) / 10.0);
    }

    /// A range with round marks: steps of 1, 2 or 5 times a power of ten.
    record Scale(double low, double step, int steps) {
        static Scale from(double least, double most) {
            double range = most - least;
            double rough = range > 0 ? range / 4 : Math.max(most, 0.04) / 4;
            double power = Math.pow(10, Math.floor(Math.log10(rough)));
            double step = rough <= power
                    ? power
                    : rough <= 2 * power
                            ? 2 * power
                            : rough <= 5 * power
                                    ? 5 * power
                                    : 10 * power;
            double low = Math.floor(least / step + 1e-9) * step;
            int steps = Math.max(1, (int) Math.ceil((most - low) / step - 1e-9));
            return new Scale(low, step, steps);
        }

        /// The place of a value in the range, from 0 to 1.
        double of(double value) {
            return (value - low) / (step * steps);
        }

        List<Double> marks() {
            var marks = new ArrayList<Double>();
            for (int at = 0; at <= steps; at++) {
                marks.add(low + at * step);
            }
            return marks;
        }
    }
}
