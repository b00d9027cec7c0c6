package dev.retort.train;

import dev.retort.encoder.Classifier;
import dev.retort.evaluate.Calibration;
import dev.retort.evaluate.LabelThreshold;
import dev.retort.files.DurableFiles;
import dev.retort.infer.DriftJson;
import dev.retort.infer.EmbeddingBaseline;
import dev.retort.infer.Precision;
import dev.retort.infer.Student;
import dev.retort.infer.StudentOptions;
import dev.retort.infer.Tokenizer;
import dev.retort.onnx.OnnxExport;
import dev.retort.train.StudentRecord.Parity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes student directories: a Hugging Face model directory with an ONNX export, a model card and `retort.json`.
///
/// A student appears whole or not at all: it is written beside its place as `.NAME.tmp`, synced, renamed. A student that
/// stood there before is moved aside first and deleted last.
public final class StudentDirectory {
    /// How far ONNX Runtime's scores may be from libtorch's.
    public static final double MOST_LOGIT_DIFFERENCE = 1e-4;

    /// Texts that libtorch scores too.
    public static final int TORCH_TEXTS = 64;

    /// A record that an older version wrote lacks what was added since.
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();
    private static final String RECORD = "retort.json";
    private static final String CARD = "README.md";
    private static final List<String> TOKENIZER_FILES = List.of("tokenizer.json", "special_tokens_map.json",
            "vocab.txt", "added_tokens.json", "vocab.json", "merges.txt", "sentencepiece.bpe.model", "spm.model");

    private StudentDirectory() {}

    /// Writes a student whose probabilities are taken as they come.
    ///
    /// @see #write(Path, Fit, Optional, Path, StudentFacts, List)
    public static double write(Path student, Fit fit, Path base, StudentFacts facts, List<String> parityTexts)
            throws IOException {
        return write(student, fit, Optional.empty(), base, facts, parityTexts);
    }

    /// Writes a student from a finished fine-tuning. Must be called on a platform thread.
    ///
    /// @param student where it shall stand
    /// @param calibration by its held-out texts
    /// @param base the directory it was fine-tuned from
    /// @param parityTexts at least one; both runtimes score them and must agree within [#MOST_LOGIT_DIFFERENCE]
    /// @return the largest difference of any score
    /// @throws TrainingException if the two disagree or the disk refuses; nothing stands in the student's place then,
    ///         or what stood there before
    public static double write(Path student, Fit fit, Optional<Calibration> calibration, Path base,
            StudentFacts facts, List<String> parityTexts) throws IOException {
        return export(student, fit, calibration, base, facts, EvaluationText.of(parityTexts)).maxLogitDifference();
    }

    /// How near the exports are to the trained model, and to each other.
    ///
    /// @param maxLogitDifference largest difference of any score between libtorch and ONNX Runtime in float32
    public record Exported(double maxLogitDifference, Int8Parity int8) {}

    /// As [#write(Path, Fit, Optional, Path, StudentFacts, List)], with texts that may have reference labels, by which the
    /// int8 export is judged. Of these texts libtorch scores the first [#TORCH_TEXTS] only. Those that the student did not
    /// learn are what `drift.json` compares with, where there are enough.
    public static Exported export(Path student, Fit fit, Optional<Calibration> calibration, Path base,
            StudentFacts facts, List<EvaluationText> parityTexts) throws IOException {
        if (parityTexts.isEmpty()) {
            throw new IllegalArgumentException("the export must be checked on at least one text, got none");
        }
        Path place = student.toAbsolutePath();
        Path parent = place.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("a student cannot be the root directory '%s'".formatted(student));
        }
        Files.createDirectories(parent);
        Path whole = parent.resolve(".%s.tmp".formatted(place.getFileName()));
        DurableFiles.deleteTree(whole);
        try {
            Files.createDirectory(whole);
            Exported exported = fill(whole, fit, calibration, base, facts, parityTexts);
            DurableFiles.syncTree(whole);
            replace(place, whole, parent.resolve(".%s.old".formatted(place.getFileName())));
            DurableFiles.sync(parent);
            return exported;
        } catch (IOException refused) {
            throw new TrainingException("%s: the student cannot be written (%s); make room and run again"
                    .formatted(student, refused.getMessage()), refused);
        } finally {
            DurableFiles.deleteTree(whole);
        }
    }

    private static void replace(Path place, Path whole, Path aside) throws IOException {
        DurableFiles.deleteTree(aside);
        if (Files.exists(place)) {
            Files.move(place, aside, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(whole, place, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.deleteTree(aside);
    }

    private static Exported fill(Path directory, Fit fit, Optional<Calibration> calibration, Path base,
            StudentFacts facts, List<EvaluationText> parityTexts) throws IOException {
        Files.copy(fit.weights(), directory.resolve("model.safetensors"));
        for (String name : TOKENIZER_FILES) {
            if (Files.exists(base.resolve(name))) {
                Files.copy(base.resolve(name), directory.resolve(name));
            }
        }
        ObjectNode config = object(base.resolve("config.json"));
        StudentRecord.Base origin = BaseOrigin.of(fit.options().base(), config, base);
        ConfigFiles.write(directory, config, origin, base, fit);
        OnnxExport.export(directory);
        List<String> texts = parityTexts.stream().map(EvaluationText::text).toList();
        Parity parity = compare(directory, fit, texts.subList(0, Math.min(TORCH_TEXTS, texts.size())));
        List<Double> thresholds = fit.thresholds().stream().map(LabelThreshold::threshold).toList();
        Int8Parity int8 = Int8Parity.of(fit.problem(), thresholds, parityTexts,
                scores(directory, texts, Precision.FLOAT32), scores(directory, texts, Precision.INT8));
        writeBaseline(directory, DriftTexts.of(fit, texts));
        write(directory, StudentRecord.of(fit, calibration, origin, facts, parity, int8), facts);
        return new Exported(parity.maxLogitDifference(), int8);
    }

    static ObjectNode object(Path file) throws IOException {
        try {
            return (ObjectNode) JSON.readTree(Files.readString(file));
        } catch (JacksonException | ClassCastException invalid) {
            throw new TrainingException("%s: must hold a JSON object".formatted(file), invalid);
        }
    }

    private static float[][] scores(Path directory, List<String> texts, Precision precision) {
        try (Student student = Student.load(directory, StudentOptions.defaults().with(precision))) {
            return student.logits(texts);
        }
    }

    private static void writeBaseline(Path directory, DriftTexts texts) throws IOException {
        Optional<EmbeddingBaseline> baseline;
        try (Student student = Student.load(directory, StudentOptions.defaults().with(Precision.FLOAT32))) {
            baseline = texts.baseline(student);
        }
        if (baseline.isPresent()) {
            DurableFiles.write(directory.resolve(DriftJson.NAME), DriftJson.of(baseline.get()));
        }
    }

    private static Parity compare(Path directory, Fit fit, List<String> texts) throws IOException {
        double most = 0;
        try (Student onnx = Student.load(directory, new StudentOptions(1, 1024, Precision.FLOAT32));
                Tokenizer tokenizer = Tokenizer.open(directory, onnx.maxTokens());
                Classifier torch = Classifier.load(directory, fit.labels().size(), fit.options().seed())) {
            float[][] scores = onnx.logits(texts);
            int[][] ids = tokenizer.encode(texts);
            for (int text = 0; text < ids.length; text++) {
                float[] expected = torch.score(List.of(ids[text])).getFirst();
                for (int label = 0; label < expected.length; label++) {
                    most = Math.max(most, Math.abs(expected[label] - scores[text][label]));
                }
            }
        }
        if (!(most <= MOST_LOGIT_DIFFERENCE)) {
            throw new TrainingException(
                    "%s: ONNX Runtime's scores must be within %s of libtorch's, got %s; please report this"
                            .formatted(directory, MOST_LOGIT_DIFFERENCE, most));
        }
        return new Parity(texts.size(), most);
    }

    private static void write(Path directory, StudentRecord record, StudentFacts facts) throws IOException {
        DurableFiles.write(directory.resolve(RECORD), JSON.writeValueAsString(record) + "\n");
        DurableFiles.write(directory.resolve(CARD), ModelCard.of(record, facts.labels()));
    }

    /// Writes model card and `retort.json` of a student anew, with what is known by now.
    ///
    /// @throws TrainingException if the directory has no `retort.json` of a format known here
    public static void describe(Path student, StudentFacts facts) throws IOException {
        Path file = student.resolve(RECORD);
        StudentRecord record;
        try {
            record = JSON.readValue(Files.readString(file), StudentRecord.class);
        } catch (JacksonException broken) {
            throw new TrainingException("%s: cannot be read (%s); train the student again".formatted(file,
                    broken.getOriginalMessage()), broken);
        }
        if (record.format() != StudentRecord.FORMAT) {
            throw new TrainingException("%s: format must be %d, got %d; use a newer Retort".formatted(file,
                    StudentRecord.FORMAT, record.format()));
        }
        write(student, record.with(facts), facts);
    }
}
