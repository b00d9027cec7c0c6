package dev.retort.pipeline;

import dev.retort.base.EncoderConfig;
import dev.retort.dataset.Example;
import dev.retort.dataset.Split;
import dev.retort.infer.SentenceEncoder;
import dev.retort.infer.Student;
import dev.retort.infer.StudentOptions;
import dev.retort.onnx.OnnxExport;
import dev.retort.store.StudentRecord;
import dev.retort.student.TrainOptions;
import dev.retort.teacher.Ask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Picks training texts to ask about. Of texts that are equal, one is a candidate.
final class PickStage {
    /// Candidates that are encoded or predicted; of more, so many are drawn by seed.
    static final int CANDIDATES = 20_000;
    /// Annotated texts that a diverse pick keeps away from; of more, so many are drawn by seed.
    private static final int CENTRES = 2_000;
    /// Texts between two reports of progress.
    private static final int PART = 128;

    private final OpenWorkspace open;
    private final Workbench workbench;
    private final StopSignal stop;

    PickStage(OpenWorkspace open, Workbench workbench, StopSignal stop) {
        this.open = open;
        this.workbench = workbench;
        this.stop = stop;
    }

    /// @return the texts in the order in which they should be asked about
    List<Example> run(Pick pick, RunListener listener) throws IOException {
        List<Example> training = open.dataset().of(Split.TRAIN);
        Set<String> annotated = annotated(training);
        List<Example> done = training.stream().filter(example -> annotated.contains(example.id())).toList();
        List<Example> candidates = candidates(training, done);
        listener.on(new RunEvent.Note("picking %,d of %,d training texts not annotated yet: %s".formatted(
                Math.min(pick.texts(), candidates.size()), candidates.size(), words(pick.by()))));
        return switch (pick.by()) {
            case RANDOM -> candidates.subList(0, Math.min(pick.texts(), candidates.size()));
            case DIVERSE -> diverse(pick.texts(), some(candidates, CANDIDATES), done, listener);
            case UNCERTAIN -> uncertain(pick.texts(), some(candidates, CANDIDATES), listener);
        };
    }

    private static String words(Pick.By by) {
        return switch (by) {
            case RANDOM -> "drawn by seed";
            case DIVERSE -> "as unlike each other and those annotated as can be";
            case UNCERTAIN -> "where the student is least sure";
        };
    }

    /// In an order drawn by seed.
    private static List<Example> candidates(List<Example> training, List<Example> done) {
        Set<String> seen = new HashSet<>();
        done.forEach(example -> seen.add(example.text()));
        return SampledTexts.of(training, training.size(), EvaluateStage.SEED).stream()
                .filter(example -> seen.add(example.text())).toList();
    }

    /// The first of them, at most so many.
    private static List<Example> some(List<Example> examples, int most) {
        return examples.subList(0, Math.min(most, examples.size()));
    }

    /// Ids of the texts of which no teacher is to be asked anything more.
    private Set<String> annotated(List<Example> examples) {
        Set<String> annotated = new HashSet<>();
        examples.forEach(example -> annotated.add(example.id()));
        for (Ask ask : open.workspace().teachers()) {
            annotated.removeAll(new StillToAsk(open.workspace().task(), open.workspace().votes(), ask, open.store())
                    .texts(examples));
        }
        return annotated;
    }

    private List<Example> diverse(int most, List<Example> candidates, List<Example> done,
            RunListener listener) throws IOException {
        TrainOptions options = open.workspace().student();
        Path base = StudentBase.directory(open, workbench, listener, stop);
        Path work = Files.createDirectories(open.workspace().dir().resolve(".retort"));
        Path onnx = OnnxExport.exportSentenceEncoder(base, work.resolve("sentence-encoder.onnx"));
        EncoderConfig config = EncoderConfig.read(base);
        try (var encoder = SentenceEncoder.load(base, onnx, config.hiddenSize(),
                Math.min(options.maxSeqLength(), config.maxTokens()), StudentOptions.defaults())) {
            List<Example> keptAwayFrom = some(SampledTexts.of(done, done.size(), EvaluateStage.SEED), CENTRES);
            float[][] centres = encoder.encode(texts(keptAwayFrom));
            float[][] vectors = inParts(candidates, part -> List.of(encoder.encode(part)), listener)
                    .toArray(float[][]::new);
            return FarthestFirst.pick(vectors, centres, most).stream().map(candidates::get).toList();
        } finally {
            Files.deleteIfExists(onnx);
        }
    }

    private List<Example> uncertain(int most, List<Example> candidates, RunListener listener) {
        Optional<StudentRecord> newest = Students.current(open.store());
        if (newest.isEmpty()) {
            throw new RunException(
                    "picking by uncertainty needs a student, and none has been trained yet; pick by random or diverse first, then 'retort train'");
        }
        try (Student student = Student.load(open.workspace().dir().resolve(newest.get().directory()))) {
            double[] entropies = inParts(candidates, student::predict, listener).stream()
                    .mapToDouble(prediction -> entropy(prediction.probabilities())).toArray();
            return IntStream.range(0, candidates.size()).boxed()
                    .sorted(Comparator.comparingDouble((Integer i) -> -entropies[i]).thenComparing(i -> i)).limit(most)
                    .map(candidates::get).toList();
        }
    }

    /// Some texts at a time, telling how far it is.
    private static <T> List<T> inParts(List<Example> examples, Function<List<String>, List<T>> work,
            RunListener listener) {
        List<T> results = new ArrayList<>(examples.size());
        for (int from = 0; from < examples.size(); from += PART) {
            int to = Math.min(from + PART, examples.size());
            results.addAll(work.apply(texts(examples.subList(from, to))));
            listener.on(new RunEvent.Picking(to, examples.size()));
        }
        return results;
    }

    private static double entropy(List<Double> probabilities) {
        return -probabilities.stream().filter(p -> p > 0).mapToDouble(p -> p * Math.log(p)).sum();
    }

    private static List<String> texts(List<Example> examples) {
        return examples.stream().map(Example::text).toList();
    }
}
