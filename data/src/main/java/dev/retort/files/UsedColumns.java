package dev.retort.files;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Which columns of a file are read: those that `columns` names, or else `id`, `text`, `label` and `split` where the file
/// has them.
///
/// @param named whether `columns` names them
record UsedColumns(Optional<String> id, String text, Optional<String> label, Optional<String> split, boolean named) {

    static UsedColumns of(DataFile file, List<String> available) {
        if (file.columns().isPresent()) {
            DataFile.Columns columns = file.columns().get();
            return new UsedColumns(columns.id(), columns.text(), columns.label(), columns.split(), true);
        }
        boolean mayComeLater = file.format() == DataFormat.JSONL;
        return new UsedColumns(where(available.contains("id"), "id"), "text",
                where(mayComeLater || available.contains("label"), "label"),
                where(mayComeLater || available.contains("split"), "split"), false);
    }

    private static Optional<String> where(boolean present, String column) {
        return present ? Optional.of(column) : Optional.empty();
    }

    /// The columns that must be there at the start and are not. A JSON object may leave label and split out.
    List<String> missing(DataFormat format, List<String> available) {
        var needed = new ArrayList<String>();
        needed.add(text);
        id.ifPresent(needed::add);
        if (format != DataFormat.JSONL) {
            label.ifPresent(needed::add);
            split.ifPresent(needed::add);
        } else if (available.isEmpty()) {
            needed.clear();
        }
        needed.removeAll(available);
        return needed;
    }

    /// The columns that `columns` names and no row had.
    List<String> neverSeen(Collection<String> seen) {
        var never = new ArrayList<String>();
        if (named) {
            label.filter(column -> !seen.contains(column)).ifPresent(never::add);
            split.filter(column -> !seen.contains(column)).ifPresent(never::add);
        }
        return never;
    }
}
