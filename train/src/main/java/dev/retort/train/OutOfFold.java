package dev.retort.train;

import dev.retort.evaluate.Softmax;
import dev.retort.files.DurableFiles;
import dev.retort.train.Trials.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What each text of a training set was given by a model that had not learnt it.
///
/// As a file: JSON lines, the first one about all (`format`, `labels`, `fingerprint`, `trials`), then one for each text
/// (`id`, `fold`, `label`, `probabilities`), the folds one after the other. Labels are indices into `labels`.
///
/// @param labels names in the order of the probabilities
/// @param fingerprint of the training: other data, options or base give another
/// @param trials one for each fold
public record OutOfFold(List<String> labels, String fingerprint, List<Trial> trials, List<Row> rows) {
    /// What the file is called in a working directory.
    static final String FILE = "out-of-fold.jsonl";

    private static final int FORMAT = 1;
    private static final JsonMapper JSON = JsonMapper.shared();

    /// A text.
    ///
    /// @param fold that it was left out in, from 1
    /// @param label that it was annotated with, from 0
    /// @param probabilities of the labels, not calibrated
    public record Row(String id, int fold, int label, List<Double> probabilities) {
        public Row {
            probabilities = List.copyOf(probabilities);
        }

        static Row of(String id, int fold, int label, float[] scores) {
            return new Row(id, fold, label, Arrays.stream(Softmax.of(scores)).boxed().toList());
        }
    }

    private record Head(int format, List<String> labels, String fingerprint, List<Trial> trials) {}

    public OutOfFold {
        labels = List.copyOf(labels);
        trials = List.copyOf(trials);
        rows = List.copyOf(rows);
    }

    public Trials folds() {
        return new Trials("fold", trials);
    }

    OutOfFold none() {
        return new OutOfFold(labels, fingerprint, List.of(), List.of());
    }

    OutOfFold and(OutOfFold more) {
        return new OutOfFold(labels, fingerprint, Stream.concat(trials.stream(), more.trials.stream()).toList(),
                Stream.concat(rows.stream(), more.rows.stream()).toList());
    }

    /// Writes the file, whole or not at all.
    public void write(Path file) throws IOException {
        var lines = new StringBuilder();
        lines.append(JSON.writeValueAsString(new Head(FORMAT, labels, fingerprint, trials))).append('\n');
        rows.forEach(row -> lines.append(JSON.writeValueAsString(row)).append('\n'));
        DurableFiles.write(file, lines.toString());
    }

    /// @throws TrainingException if the file is none of these
    public static OutOfFold read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            var all = lines.iterator();
            Head head = JSON.readValue(all.hasNext() ? all.next() : "", Head.class);
            if (head.format() != FORMAT) {
                throw new TrainingException("%s: format must be %d, got %d; use a newer Retort".formatted(file, FORMAT,
                        head.format()));
            }
            var rows = new ArrayList<Row>();
            while (all.hasNext()) {
                rows.add(JSON.readValue(all.next(), Row.class));
            }
            return new OutOfFold(head.labels(), head.fingerprint(), head.trials(), rows);
        } catch (JacksonException | NullPointerException broken) {
            throw new TrainingException("%s: cannot be read (%s); train the student again".formatted(file,
                    broken.getMessage()), broken);
        }
    }

    /// The file's content if it is there, can be read and is of this training.
    static Optional<OutOfFold> find(Path file, String fingerprint) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(file)).filter(found -> found.fingerprint().equals(fingerprint));
        } catch (TrainingException _) {
            return Optional.empty(); // it is made again
        }
    }
}
