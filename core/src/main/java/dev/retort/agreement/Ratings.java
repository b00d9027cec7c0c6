package dev.retort.agreement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What raters said about units (texts), with gaps.
///
/// @param <T> what is said, compared by `equals`
/// @param scale all values that may occur, in their order, which ordinal measures depend on
/// @param units one row for each unit with one entry for each rater, empty where the rater said nothing
public record Ratings<T>(List<T> scale, List<List<Optional<T>>> units) {
    public Ratings {
        scale = List.copyOf(scale);
        units = units.stream().map(List::copyOf).toList();
        var known = new HashSet<>(scale);
        for (List<Optional<T>> unit : units) {
            if (unit.size() != units.getFirst().size()) {
                throw new IllegalArgumentException("every unit needs one entry for each of the %d raters, got %d"
                        .formatted(units.getFirst().size(), unit.size()));
            }
            for (Optional<T> rating : unit) {
                if (rating.isPresent() && !known.contains(rating.get())) {
                    throw new IllegalArgumentException("the rating '%s' is not on the scale %s".formatted(rating.get(),
                            scale));
                }
            }
        }
    }

    /// Ratings on a scale without order: the values that occur, in order of first appearance.
    public static <T> Ratings<T> nominal(List<List<Optional<T>>> units) {
        var scale = new LinkedHashSet<T>();
        units.forEach(unit -> unit.forEach(rating -> rating.ifPresent(scale::add)));
        return new Ratings<>(new ArrayList<>(scale), units);
    }

    public int raters() {
        return units.isEmpty() ? 0 : units.getFirst().size();
    }

    /// How often one rater said the row's value while the other said the column's, over the units both rated; rows and
    /// columns in the order of the scale.
    ///
    /// @param first a rater, from 0
    public long[][] table(int first, int second) {
        Map<T, Integer> index = index();
        long[][] table = new long[scale.size()][scale.size()];
        for (List<Optional<T>> unit : units) {
            if (unit.get(first).isPresent() && unit.get(second).isPresent()) {
                table[at(index, unit.get(first).get())][at(index, unit.get(second).get())]++;
            }
        }
        return table;
    }

    /// How many raters chose each value, one row for each unit, columns in the order of the scale.
    int[][] counts() {
        Map<T, Integer> index = index();
        int[][] counts = new int[units.size()][scale.size()];
        for (int u = 0; u < counts.length; u++) {
            int[] row = counts[u];
            units.get(u).forEach(rating -> rating.ifPresent(value -> row[at(index, value)]++));
        }
        return counts;
    }

    private Map<T, Integer> index() {
        var index = new HashMap<T, Integer>();
        for (int i = 0; i < scale.size(); i++) {
            index.put(scale.get(i), i);
        }
        return index;
    }

    private int at(Map<T, Integer> index, T value) {
        Integer position = index.get(value);
        if (position == null) {
            throw new IllegalStateException("the rating '%s' is not on the scale %s".formatted(value, scale));
        }
        return position;
    }
}
