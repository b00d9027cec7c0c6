package dev.retort.files;

import dev.retort.dataset.Reference;
import dev.retort.dataset.ReferenceSource;
import dev.retort.dataset.Split;
import dev.retort.task.Task;
import dev.retort.task.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads one data file into drafts, with its problems and notes.
final class FileDrafts {
    private record UnknownLabel(long firstLine, int rows) {}

    private final DataFile file;
    private final Optional<Task> task;
    private final Findings findings;
    private final List<String> notes;
    private final Map<String, UnknownLabel> unknownLabels = new LinkedHashMap<>();
    private final Set<String> seenColumns = new HashSet<>();
    private final List<DraftRow> drafts = new ArrayList<>();
    private final ReferenceSource source;
    private long rows;

    private FileDrafts(DataFile file, Optional<Task> task, Findings findings, List<String> notes) {
        this.file = file;
        this.task = task;
        this.findings = findings;
        this.notes = notes;
        this.source = file.labelSource().orElse(ReferenceSource.EXPERT);
    }

    /// @param task without one, labels are neither checked nor kept
    static List<DraftRow> read(DataFile file, Optional<Task> task, Findings findings, List<String> notes) {
        var reading = new FileDrafts(file, task, findings, notes);
        try (RowReader reader = Rows.open(file)) {
            reading.readAll(reader);
        } catch (DataException failure) {
            failure.problems().forEach(problem -> findings.add("broken", problem));
        }
        return reading.drafts;
    }

    private void readAll(RowReader reader) {
        seenColumns.addAll(reader.columns());
        var used = UsedColumns.of(file, reader.columns());
        List<String> missing = used.missing(file.format(), reader.columns());
        if (!missing.isEmpty()) {
            missing.forEach(column -> findings.add("missing columns",
                    Problem.at(file.shown(), 1, MissingColumn.message(column, reader.columns()))));
            return;
        }
        for (Optional<Row> row = nextGood(reader); row.isPresent(); row = nextGood(reader)) {
            add(row.get(), used);
        }
        if (rows == 0) {
            findings.add("empty",
                    Problem.of(file.shown(), "has no rows; add a row for each text or leave the file out"));
        }
        unknownLabels.forEach(this::reportUnknownLabel);
        used.neverSeen(seenColumns).forEach(column -> findings.add("missing columns",
                Problem.of(file.shown(), "no row has '%s'; correct 'columns' or leave it out".formatted(column))));
        note(used);
    }

    /// The next row that can be used; the faulty ones before it become findings.
    private Optional<Row> nextGood(RowReader reader) {
        while (true) {
            try {
                Optional<Row> row = reader.next();
                if (row.isPresent()) {
                    rows++;
                }
                return row;
            } catch (DataException failure) {
                rows++;
                failure.problems().forEach(problem -> findings.add("rows that cannot be read", problem));
                if (!failure.resumable()) {
                    return Optional.empty();
                }
            }
        }
    }

    private void add(Row row, UsedColumns used) {
        if (file.format() == DataFormat.JSONL) {
            seenColumns.addAll(row.cells().keySet());
        }
        Optional<String> text = row.cell(used.text()).filter(cell -> !cell.isBlank());
        if (text.isEmpty()) {
            findings.add("rows without text", Problem.at(file.shown(), row.line(),
                    "the text (column '%s') is empty; fill it in or remove the row".formatted(used.text())));
        }
        Optional<String> id = used.id().flatMap(row::cell).filter(cell -> !cell.isBlank());
        if (used.id().isPresent() && id.isEmpty()) {
            findings.add("rows without id",
                    Problem.at(file.shown(), row.line(),
                            "the id (column '%s') is empty; fill it in, or leave the column out to derive all ids from the texts"
                                    .formatted(used.id().get())));
        }
        Optional<Reference> reference = used.label().flatMap(row::cell).flatMap(cell -> reference(cell, row.line()));
        Optional<Split> split = file.split()
                .or(() -> used.split().flatMap(row::cell).flatMap(cell -> split(cell, row.line())));
        text.ifPresent(present -> drafts
                .add(new DraftRow(file.shown(), row.line(), id, present, reference, split)));
    }

    private Optional<Reference> reference(String cell, long line) {
        if (cell.isBlank() || task.isEmpty()) {
            return Optional.empty();
        }
        Optional<Value> value = task.get().value(cell);
        if (value.isEmpty()) {
            unknownLabels.merge(cell.strip(), new UnknownLabel(line, 1),
                    (known, _) -> new UnknownLabel(known.firstLine(), known.rows() + 1));
        }
        return value.map(known -> new Reference(known, source));
    }

    private void reportUnknownLabel(String label, UnknownLabel where) {
        findings.add("labels that the task lacks", Problem.at(file.shown(), where.firstLine(),
                "label '%s'%s is none of the task's labels (%s); correct the rows or add it to task.labels".formatted(
                        label.length() > 60 ? label.substring(0, 60) + "..." : label,
                        where.rows() == 1 ? "" : ", which %,d rows have,".formatted(where.rows()),
                        String.join(", ", task.orElseThrow().labelNames()))));
    }

    private Optional<Split> split(String cell, long line) {
        if (cell.isBlank()) {
            return Optional.empty();
        }
        Optional<Split> split = Split.of(cell);
        if (split.isEmpty()) {
            findings.add("rows with an unknown split", Problem.at(file.shown(), line,
                    "split '%s' must be train, validation or test".formatted(cell.strip())));
        }
        return split;
    }

    private void note(UsedColumns used) {
        boolean labelled = drafts.stream().anyMatch(draft -> draft.reference().isPresent());
        if (labelled && file.labelSource().isEmpty()) {
            note("%s: its labels count as the experts', as nothing else is said; write 'label-source: expert', 'crowd' or 'model'");
        }
        if (file.columns().isPresent() && used.label().isEmpty() && seenColumns.contains("label")) {
            note("%s: its column 'label' is not read, as 'columns' does not name it");
        }
    }

    /// Once for all files of one split.
    private void note(String form) {
        String note = form.formatted(file.noted());
        if (!notes.contains(note)) {
            notes.add(note);
        }
    }
}
