package dev.retort.benchmarks;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.retort.student.Metric;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import dev.retort.train.FineTuning;
import dev.retort.train.TrainEvent;
import dev.retort.train.TrainingSet;
import dev.retort.train.TrainingText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A process that fine-tunes once and prints its speed and memory as a line of JSON. Time counts from the first step to
/// the last, without loading, validation and checkpoints.
public final class TrainingProcess {
    private static final List<String> LABELS = List.of("negative", "neutral", "positive");

    private TrainingProcess() {}

    /// @param words base directory, CSV with `text` and `label_llm_cot_multiple`, most texts, epochs, working directory
    public static void main(String[] words) throws IOException {
        List<TrainingText> texts = texts(Path.of(words[1]), Integer.parseInt(words[2]));
        int epochs = Integer.parseInt(words[3]);
        TrainOptions options = TrainOptions.DEFAULT.with(TrainOption.LEARNING_RATE, 2e-5)
                .with(TrainOption.EPOCHS, epochs).with(TrainOption.METRIC, Metric.NONE);
        var set = new TrainingSet(LABELS, texts,
                List.of(TrainingText.labelled("held out", "Profit rose.", 2, LABELS.size())));
        ObjectNode line = JsonMapper.shared().createObjectNode();
        ArrayNode resident = line.putArray("residentMiB");
        var learning = new Stopwatch();
        FineTuning.onAllCores().fit(set, options, Path.of(words[0]), Path.of(words[4]), event -> {
            switch (event) {
                case TrainEvent.Started _ -> learning.begin();
                case TrainEvent.Stepped _ -> learning.lap();
                case TrainEvent.EpochEnded _ -> {
                    resident.add(mebibytes("VmRSS:"));
                    learning.begin();
                }
                default -> { // one training, nothing logged
                }
            }
        });
        line.put("textsPerSecond", texts.size() * epochs / learning.seconds()).put("peakMiB", mebibytes("VmHWM:"));
        System.out.println(line);
    }

    private static List<TrainingText> texts(Path csv, int most) throws IOException {
        var texts = new ArrayList<TrainingText>();
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(csv)) {
            for (NamedCsvRecord row : rows) {
                if (texts.size() == most) {
                    break;
                }
                // As the peer has it: what is no label is neutral.
                int label = Math.max(0, LABELS.indexOf(row.getField("label_llm_cot_multiple")));
                boolean known = LABELS.contains(row.getField("label_llm_cot_multiple"));
                texts.add(TrainingText.labelled("t" + texts.size(), row.getField("text"), known ? label : 1,
                        LABELS.size()));
            }
        }
        return texts;
    }

    private static long mebibytes(String field) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024).findFirst().orElse(0);
        } catch (IOException unreadable) {
            return 0;
        }
    }

    /// Adds up stretches of time.
    private static final class Stopwatch {
        private long from;
        private long nanos;

        void begin() {
            from = System.nanoTime();
        }

        void lap() {
            long now = System.nanoTime();
            nanos += now - from;
            from = now;
        }

        double seconds() {
            return nanos / 1e9;
        }
    }
}
