package dev.retort.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/// What a student said about many texts: how often each label, and of which texts it was least sure. Its size does not
/// grow with their number. For students that give numbers, their range.
public final class PredictionSummary {
    private static final int LEAST_SURE = 5;

    /// A text of which the student is unsure.
    ///
    /// @param line where it stands in the input, from 1
    public record Unsure(long line, String text, String label, double probability) {}

    private final double threshold;
    private final Map<String, DoubleSummaryStatistics> byLabel = new TreeMap<>();
    private final DoubleSummaryStatistics values = new DoubleSummaryStatistics();
    private final PriorityQueue<Unsure> leastSure = new PriorityQueue<>(
            Comparator.comparingDouble(Unsure::probability).thenComparingLong(Unsure::line).reversed());
    private long texts;
    private long unsure;

    /// @param threshold texts whose label is less probable are unsure
    PredictionSummary(double threshold) {
        this.threshold = threshold;
    }

    /// One label a text.
    void add(long line, String text, String label, double probability) {
        texts++;
        byLabel.computeIfAbsent(label, _ -> new DoubleSummaryStatistics()).accept(probability);
        if (probability < threshold) {
            unsure++;
        }
        leastSure.add(new Unsure(line, text, label, probability));
        if (leastSure.size() > LEAST_SURE) {
            leastSure.poll();
        }
    }

    /// Any number of labels a text.
    ///
    /// @param probabilities of the labels it got
    void add(Map<String, Double> probabilities) {
        texts++;
        probabilities.forEach((label, probability) -> byLabel
                .computeIfAbsent(label, _ -> new DoubleSummaryStatistics()).accept(probability));
    }

    /// A number a text.
    void add(double value) {
        texts++;
        values.accept(value);
    }

    public long texts() {
        return texts;
    }

    public double threshold() {
        return threshold;
    }

    /// Texts and the mean probability of each label that occurred, by name.
    public Map<String, DoubleSummaryStatistics> byLabel() {
        return byLabel;
    }

    /// Of students that give numbers.
    public DoubleSummaryStatistics values() {
        return values;
    }

    /// How many texts got a label that is less probable than the threshold.
    public long unsure() {
        return unsure;
    }

    /// At most five, the least sure first; none that is above the threshold.
    public List<Unsure> leastSure() {
        var sorted = new ArrayList<>(leastSure);
        sorted.sort(Comparator.comparingDouble(Unsure::probability).thenComparingLong(Unsure::line));
        sorted.removeIf(one -> one.probability() >= threshold);
        return sorted;
    }
}
