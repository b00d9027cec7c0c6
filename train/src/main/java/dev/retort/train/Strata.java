package dev.retort.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Groups of texts, from each of which a share is held out.
///
/// - single-label: the texts of a label
/// - multi-label: a text goes with the rarest of its labels (the first of equally rare ones), so that rare labels are
///   held out in proportion; texts without a label are a group
/// - regression: up to ten groups of neighbouring numbers, as many as get a text each
final class Strata {
    private static final int QUANTILES = 10;

    private Strata() {}

    /// @param share of the texts that is to be held out
    /// @return for each group, possibly empty, places of its texts in the set
    static List<List<Integer>> of(TrainingSet set, double share) {
        List<TrainingText> texts = set.texts();
        return switch (set.problem()) {
            case SINGLE_LABEL -> by(texts.stream().map(TrainingText::label).toList(), set.labels().size());
            case MULTI_LABEL -> by(rarestLabels(texts, set.labels().size()), set.labels().size() + 1);
            case REGRESSION -> by(quantiles(texts, share), QUANTILES);
        };
    }

    private static List<List<Integer>> by(List<Integer> groupOfText, int groups) {
        var members = new ArrayList<List<Integer>>();
        IntStream.range(0, groups).forEach(group -> members.add(new ArrayList<>()));
        for (int text = 0; text < groupOfText.size(); text++) {
            members.get(groupOfText.get(text)).add(text);
        }
        return members;
    }

    private static List<Integer> rarestLabels(List<TrainingText> texts, int labels) {
        int[] texted = new int[labels];
        texts.forEach(text -> IntStream.range(0, labels).filter(label -> text.labelSet()[label])
                .forEach(label -> texted[label]++));
        return texts.stream().map(text -> IntStream.range(0, labels).filter(label -> text.labelSet()[label]).boxed()
                .min(Comparator.comparingInt(label -> texted[label])).orElse(labels)).toList();
    }

    private static List<Integer> quantiles(List<TrainingText> texts, double share) {
        int groups = Math.clamp(Math.round(share * texts.size()), 1, QUANTILES);
        int[] byValue = IntStream.range(0, texts.size()).boxed()
                .sorted(Comparator.comparingDouble(text -> texts.get(text).target().getFirst()))
                .mapToInt(Integer::intValue).toArray();
        Integer[] group = new Integer[texts.size()];
        for (int rank = 0; rank < byValue.length; rank++) {
            group[byValue[rank]] = (int) ((long) rank * groups / byValue.length);
        }
        return List.of(group);
    }
}
