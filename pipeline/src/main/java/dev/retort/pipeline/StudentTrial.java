package dev.retort.pipeline;

import dev.retort.dataset.Example;
import dev.retort.infer.Student;
import dev.retort.store.MeterRecord;
import dev.retort.store.Prediction;
import dev.retort.store.StudentRecord;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;

/// Lets a student predict the test texts and times it: throughput over all of them, after a warm-up, and the median
/// latency of single texts.
final class StudentTrial {
    static final String THROUGHPUT = "texts-per-second";
    static final String LATENCY = "latency-p50";
    private static final int WARM_UP = 32;
    private static final int SINGLES = 50;
    private static final Duration ENOUGH = Duration.ofSeconds(2);

    private StudentTrial() {}

    static void run(OpenWorkspace open, StudentRecord record, List<Example> examples) {
        List<String> texts = examples.stream().map(Example::text).toList();
        long begin = System.nanoTime();
        try (Student student = Student.load(open.workspace().dir().resolve(record.directory()))) {
            student.predict(texts.subList(0, Math.min(WARM_UP, texts.size())));
            var predictions = new LinkedHashMap<String, Prediction>();
            List<dev.retort.infer.Prediction> predicted = List.of();
            long start = System.nanoTime();
            long done = 0;
            do { // a short test set is predicted several times
                predicted = student.predict(texts);
                done += texts.size();
            } while (System.nanoTime() - start < ENOUGH.toNanos());
            double seconds = (System.nanoTime() - start) / 1e9;
            for (int i = 0; i < texts.size(); i++) {
                predictions.put(examples.get(i).id(), stored(open, predicted.get(i)));
            }
            open.store().savePredictions(record.name(), predictions);
            meter(open, record, THROUGHPUT, done / seconds, "texts/s",
                    "%d predictions of the %d test texts in batches on this machine".formatted(done, texts.size()));
            meter(open, record, LATENCY, medianSeconds(student, texts), "s",
                    "median of %d texts, one at a time".formatted(Math.min(SINGLES, texts.size())));
        }
        RunBills.addWall(open, Stage.EVALUATE, record.name(), Duration.ofNanos(System.nanoTime() - begin),
                "predicting and timing on this machine");
    }

    private static double medianSeconds(Student student, List<String> texts) {
        int singles = Math.min(SINGLES, texts.size());
        double[] seconds = new double[singles];
        for (int i = 0; i < singles; i++) {
            long start = System.nanoTime();
            student.predict(List.of(texts.get(i)));
            seconds[i] = (System.nanoTime() - start) / 1e9;
        }
        Arrays.sort(seconds);
        return seconds[singles / 2];
    }

    private static Prediction stored(OpenWorkspace open, dev.retort.infer.Prediction prediction) {
        return new Prediction(open.workspace().task().value(prediction.label())
                .orElseThrow(() -> new IllegalStateException(
                        "the student says '%s', which is no label of the task".formatted(prediction.label()))),
                prediction.probabilities());
    }

    private static void meter(OpenWorkspace open, StudentRecord student, String name, double value, String unit,
            String source) {
        open.store().saveMeter(new MeterRecord(Stage.EVALUATE.word(), student.name(), name, value, unit,
                MeterRecord.Basis.MEASURED, source, open.clock().instant()));
    }
}
