package dev.retort.files;

import dev.retort.dataset.Dataset;
import dev.retort.dataset.Example;
import dev.retort.dataset.Split;
import dev.retort.task.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the data files of a workspace into a [Dataset].
///
/// An id not given is `t-` and the first 16 hex digits of the text's SHA-256, with `-2`, `-3` ... for further rows with
/// the same text. Rows without a split get one by [StratifiedSplit]; if only some rows have labels, test and validation
/// texts are drawn from those; if some row is given for testing or validation, none is drawn for it. A row without a
/// split whose text has one elsewhere takes that.
public final class DatasetReader {

    /// All that reading gave.
    ///
    /// @param dataset of no use if there are problems
    public record Reading(Dataset dataset, List<Problem> problems) {}

    private DatasetReader() {}

    /// @throws DataException with all problems
    public static Dataset read(DataSettings settings, Task task) {
        Reading reading = examine(settings, Optional.of(task));
        if (!reading.problems().isEmpty()) {
            throw new DataException(reading.problems());
        }
        return reading.dataset();
    }

    /// Reads as far as possible and tells everything that is wrong.
    ///
    /// @param task without one, labels are neither checked nor kept
    public static Reading examine(DataSettings settings, Optional<Task> task) {
        var findings = new Findings();
        var notes = new ArrayList<String>();
        var drafts = new ArrayList<DraftRow>();
        for (DataFile file : settings.files()) {
            drafts.addAll(FileDrafts.read(file, task, findings, notes));
        }
        requireDistinctIds(drafts, findings);
        SameTexts.examine(drafts, settings.allowOverlap(), findings, notes);
        List<Example> examples = findings.isEmpty()
                ? LabelFiles.join(examples(drafts, settings.draw()), settings.labels(), task, findings, notes)
                : List.of();
        if (findings.isEmpty() && examples.stream().noneMatch(example -> example.split() == Split.TRAIN)) {
            findings.add("no training texts", Problem.of(settings.files().getFirst().shown(),
                    "no text is left for training; give some the split train or lower 'data.split.test'"));
        }
        return new Reading(new Dataset(examples, notes), findings.all());
    }

    private static void requireDistinctIds(List<DraftRow> drafts, Findings findings) {
        List<DraftRow> given = drafts.stream().allMatch(draft -> draft.id().isPresent())
                ? drafts
                : drafts.stream().filter(draft -> draft.id().isPresent()).toList();
        var first = new FirstPlaces(given.size(), place -> given.get(place).id().orElseThrow());
        for (int place = 0; place < given.size(); place++) {
            int before = first.of(place);
            if (before < place) {
                DraftRow draft = given.get(place);
                findings.add("ids given twice", Problem.at(draft.file(), draft.line(),
                        "id '%s' is taken by %s; ids must differ, or leave the column out to derive them from the texts"
                                .formatted(draft.id().orElseThrow(),
                                        given.get(before).placeSeenFrom(draft.file()))));
            }
        }
    }

    private static List<Example> examples(List<DraftRow> drafts, DataSettings.Draw draw) {
        Map<String, Split> drawn = drawSplits(drafts, draw);
        var derived = new DerivedIds(drafts);
        var examples = new ArrayList<Example>(drafts.size());
        for (DraftRow draft : drafts) {
            String id = draft.id().orElseGet(() -> derived.of(draft.text()));
            Split split = draft.split().orElseGet(() -> drawn.getOrDefault(draft.text(), Split.TRAIN));
            examples.add(new Example(id, draft.text(), split, draft.reference()));
        }
        return examples;
    }

    /// The splits of the texts that no row gives one.
    private static Map<String, Split> drawSplits(List<DraftRow> drafts, DataSettings.Draw draw) {
        if (drafts.stream().allMatch(draft -> draft.split().isPresent())) {
            return Map.of();
        }
        var given = new HashMap<String, Split>();
        drafts.forEach(draft -> draft.split().ifPresent(split -> given.putIfAbsent(draft.text(), split)));
        boolean labelled = drafts.stream().anyMatch(draft -> draft.reference().isPresent());
        var strata = new HashMap<String, String>();
        for (DraftRow draft : drafts) {
            if (!given.containsKey(draft.text()) && (draft.reference().isPresent() || !labelled)) {
                String stratum = draft.reference().map(reference -> reference.value().toString()).orElse("");
                strata.merge(draft.text(), stratum, (one, other) -> one.compareTo(other) <= 0 ? one : other);
            }
        }
        double test = given.containsValue(Split.TEST) ? 0 : draw.test();
        double validation = given.containsValue(Split.VALIDATION) ? 0 : draw.validation();
        var splits = new HashMap<>(StratifiedSplit.draw(strata, new DataSettings.Draw(test, validation, draw.seed())));
        splits.putAll(given);
        return splits;
    }
}
