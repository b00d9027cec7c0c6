package dev.retort.benchmarks;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.retort.infer.Precision;
import dev.retort.infer.Student;
import dev.retort.infer.StudentOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// A process that scores texts with a student in int8 and prints its speed as a line of JSON: many texts at once; one text
/// at a time; and whether a text's scores depend on that.
public final class InferenceProcess {
    private static final int ONE_BY_ONE = 1000;
    private static final int WARM_UP = 100;

    private InferenceProcess() {}

    /// @param words student, CSV with `text`, how many texts
    public static void main(String[] words) throws IOException {
        List<String> texts = texts(Path.of(words[1]), Integer.parseInt(words[2]));
        try (Student student = Student.load(Path.of(words[0]), StudentOptions.defaults().with(Precision.INT8))) {
            student.predict(texts.subList(0, Math.min(WARM_UP, texts.size())));
            long start = System.nanoTime();
            float[][] together = student.logits(texts);
            double seconds = (System.nanoTime() - start) / 1e9;

            texts.subList(0, WARM_UP).forEach(text -> student.predict(List.of(text)));
            double[] millis = new double[Math.min(ONE_BY_ONE, texts.size())];
            double difference = 0;
            int same = 0;
            for (int i = 0; i < millis.length; i++) {
                long begin = System.nanoTime();
                student.predict(List.of(texts.get(i)));
                millis[i] = (System.nanoTime() - begin) / 1e6;
                float[] alone = student.logits(List.of(texts.get(i)))[0];
                for (int label = 0; label < alone.length; label++) {
                    difference = Math.max(difference, Math.abs(alone[label] - together[i][label]));
                }
                same += largest(alone) == largest(together[i]) ? 1 : 0;
            }
            Arrays.sort(millis);
            System.out.println(JsonMapper.shared().createObjectNode().put("textsPerSecond", texts.size() / seconds)
                    .put("p50Millis", millis[millis.length / 2]).put("aloneDiffersBy", difference)
                    .put("aloneSameLabel", (double) same / millis.length));
        }
    }

    /// As the peer does, over and over from the first.
    private static List<String> texts(Path csv, int many) throws IOException {
        var read = new ArrayList<String>();
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(csv)) {
            rows.forEach(row -> read.add(row.getField("text")));
        }
        var texts = new ArrayList<String>(many);
        for (int i = 0; i < many; i++) {
            texts.add(read.get(i % read.size()));
        }
        return texts;
    }

    private static int largest(float[] scores) {
        int largest = 0;
        for (int label = 1; label < scores.length; label++) {
            largest = scores[label] > scores[largest] ? label : largest;
        }
        return largest;
    }
}
