package dev.retort.pipeline;

import dev.retort.agreement.McNemar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/// Settings compared on the same held-out texts.
///
/// The best has the highest macro F1, of equal ones the lowest loss. Each other one is held against it by McNemar's exact
/// test on the texts that just one of the two labels as the teacher did. As many comparisons as there are other settings
/// are made, so p is multiplied by their number (Bonferroni).
///
/// @param all in the order tried, at least one
/// @param best place of the best in `all`
/// @param comparisons of each with the best, in the order of `all`; the best's own has p = 1
public record TriedSettings(List<TriedSetting> all, int best, List<Comparison> comparisons) {
    static final double DOUBT = 0.05;

    /// @param onlyBest texts that only the best labels rightly
    /// @param onlyThis texts that only this one does
    /// @param p of the difference being chance, corrected for the number of comparisons
    public record Comparison(long onlyBest, long onlyThis, double p) {
        /// Whether it is worse than the best beyond chance.
        public boolean surelyWorse() {
            return p < DOUBT && onlyBest > onlyThis;
        }
    }

    public TriedSettings {
        all = List.copyOf(all);
        comparisons = List.copyOf(comparisons);
    }

    static TriedSettings of(List<TriedSetting> all) {
        TriedSetting best = all.stream().max(Comparator.comparingDouble(TriedSetting::macroF1)
                .thenComparing(Comparator.comparingDouble(TriedSetting::loss).reversed())).orElseThrow();
        int place = all.indexOf(best);
        var comparisons = new ArrayList<Comparison>();
        for (int i = 0; i < all.size(); i++) {
            long onlyBest = without(all.get(i).wrong(), best.wrong());
            long onlyThis = without(best.wrong(), all.get(i).wrong());
            double p = McNemar.exact(onlyBest, onlyThis).p();
            comparisons.add(new Comparison(onlyBest, onlyThis, i == place ? 1 : Math.min(1, p * (all.size() - 1))));
        }
        return new TriedSettings(all, place, comparisons);
    }

    private static long without(List<String> ids, List<String> others) {
        var rest = new HashSet<>(ids);
        others.forEach(rest::remove);
        return rest.size();
    }

    public TriedSetting winner() {
        return all.get(best);
    }

    /// Settings other than the best that are not surely worse.
    public List<TriedSetting> asGood() {
        var equal = new ArrayList<TriedSetting>();
        for (int i = 0; i < all.size(); i++) {
            if (i != best && !comparisons.get(i).surelyWorse()) {
                equal.add(all.get(i));
            }
        }
        return equal;
    }
}
