package dev.retort.workspace;

import dev.retort.dataset.Split;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/// What is gathered of one column to guess what it holds.
final class ColumnStats {
    static final int MAX_LABELS = 50;
    private static final int MAX_LABEL_LENGTH = 60;
    private static final int MAX_ID_LENGTH = 200;

    private final String name;
    private final Set<String> labels = new LinkedHashSet<>();
    private final Set<String> ids = new HashSet<>();
    private boolean manyValues;
    private boolean noId;
    private boolean onlySplits = true;
    private long filled;
    private long length;

    ColumnStats(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    void add(String cell) {
        if (cell.isBlank()) {
            return;
        }
        filled++;
        length += cell.length();
        onlySplits = onlySplits && Split.of(cell).isPresent();
        if (!noId && (cell.length() > MAX_ID_LENGTH || !ids.add(cell))) {
            noId = true;
            ids.clear();
        }
        if (!manyValues) {
            labels.add(cell.strip());
            manyValues = labels.size() > MAX_LABELS || cell.length() > MAX_LABEL_LENGTH;
        }
    }

    double meanLength(long rows) {
        return (double) length / rows;
    }

    boolean allDiffer(long rows) {
        return !noId && filled == rows;
    }

    boolean isSplit(long rows) {
        return onlySplits && filled == rows;
    }

    boolean mayBeLabels() {
        return !manyValues && values().size() >= 2 && filled >= 3L * labels.size();
    }

    /// The values, those that differ by case alone once.
    Collection<String> values() {
        var values = new LinkedHashMap<String, String>();
        labels.forEach(value -> values.putIfAbsent(value.toLowerCase(Locale.ROOT), value));
        return values.values();
    }
}
