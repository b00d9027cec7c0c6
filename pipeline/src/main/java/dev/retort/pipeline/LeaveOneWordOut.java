package dev.retort.pipeline;

import dev.retort.infer.Prediction;
import dev.retort.infer.Student;
import dev.retort.report.Explanation;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Explains what a student says by asking it again, each time without one word. A word is what Unicode calls one and has
/// a letter or digit in it.
public final class LeaveOneWordOut {
    private LeaveOneWordOut() {}

    /// Explains the most probable label, or the number.
    public static Explanation of(Student student, String text) {
        List<int[]> words = words(text);
        var variants = new ArrayList<String>();
        variants.add(text);
        words.forEach(word -> variants.add(text.substring(0, word[0]) + text.substring(word[1])));
        return switch (student.problemType()) {
            case SINGLE_LABEL -> {
                List<Prediction> all = student.predict(variants);
                int label = student.labels().indexOf(all.getFirst().label());
                yield explanation(text, words, all.getFirst().label(), all,
                        prediction -> prediction.probabilities().get(label));
            }
            case MULTI_LABEL -> {
                var all = student.predictLabelSets(variants);
                List<Double> first = all.getFirst().probabilities();
                int label = first.indexOf(first.stream().max(Double::compare).orElseThrow());
                yield explanation(text, words, student.labels().get(label), all,
                        prediction -> prediction.probabilities().get(label));
            }
            case REGRESSION -> explanation(text, words, student.labels().getFirst(),
                    Arrays.stream(student.predictValues(variants)).boxed().toList(), Double::doubleValue);
        };
    }

    private static <T> Explanation explanation(String text, List<int[]> words, String label, List<T> all,
            ToDoubleFunction<T> score) {
        double whole = score.applyAsDouble(all.getFirst());
        var weighed = new ArrayList<Explanation.Word>();
        for (int word = 0; word < words.size(); word++) {
            weighed.add(new Explanation.Word(words.get(word)[0], words.get(word)[1],
                    whole - score.applyAsDouble(all.get(word + 1))));
        }
        return new Explanation(text, label, whole, weighed);
    }

    /// Begin and end of each word.
    static List<int[]> words(String text) {
        var boundaries = BreakIterator.getWordInstance(Locale.ROOT);
        boundaries.setText(text);
        var words = new ArrayList<int[]>();
        int begin = boundaries.first();
        for (int end = boundaries.next(); end != BreakIterator.DONE; end = boundaries.next()) {
            String word = text.substring(begin, end);
            if (word.codePoints().anyMatch(Character::isIdeographic)) {
                addCharacters(text, begin, end, words);
            } else if (word.codePoints().anyMatch(Character::isLetterOrDigit)) {
                words.add(new int[]{begin, end});
            }
            begin = end;
        }
        return words;
    }

    /// Where words are not parted, as in Chinese, each character counts as one.
    private static void addCharacters(String text, int from, int to, List<int[]> words) {
        for (int at = from; at < to;) {
            int codePoint = text.codePointAt(at);
            int end = at + Character.charCount(codePoint);
            if (Character.isLetterOrDigit(codePoint)) {
                words.add(new int[]{at, end});
            }
            at = end;
        }
    }
}
