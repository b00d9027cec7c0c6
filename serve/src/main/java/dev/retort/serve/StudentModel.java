package dev.retort.serve;

import dev.retort.batching.BatchModel;
import dev.retort.batching.Truncation;
import dev.retort.infer.Scores;
import dev.retort.infer.Student;
import dev.retort.infer.StudentOptions;
import dev.retort.infer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A student with a tokenizer beside it that cuts nothing, so that it can be said how long a text is.
final class StudentModel implements BatchModel {
    /// More than any request can hold.
    private static final int WHOLE = 1 << 20;

    private final Student student;
    private final EmbeddingDrift embeddings;
    private final Tokenizer tokenizer;
    /// Special tokens before and after a text.
    private final int before;
    private final int after;

    private StudentModel(Student student, EmbeddingDrift embeddings, Tokenizer tokenizer) {
        this.student = student;
        this.embeddings = embeddings;
        this.tokenizer = tokenizer;
        int[][] probes = tokenizer.encode(List.of("", "a"));
        int common = Arrays.mismatch(probes[0], probes[1]);
        this.before = common < 0 ? 0 : common;
        this.after = probes[0].length - before;
    }

    /// @throws dev.retort.infer.InferenceException if the directory is not a student's
    static StudentModel open(Path directory, StudentOptions options) {
        Student student = Student.load(directory, options);
        try {
            return new StudentModel(student, EmbeddingDrift.of(directory, student),
                    Tokenizer.open(directory, WHOLE));
        } catch (RuntimeException | Error failure) {
            student.close();
            throw failure;
        }
    }

    Student student() {
        return student;
    }

    EmbeddingDrift embeddings() {
        return embeddings;
    }

    @Override
    public int maxTokens() {
        return student.maxTokens();
    }

    @Override
    public int[][] encode(List<String> texts) {
        return tokenizer.encode(texts);
    }

    @Override
    public int[] cut(int[] ids, Truncation truncation) {
        int inner = maxTokens() - before - after;
        int from = truncation == Truncation.LEFT ? ids.length - after - inner : before;
        int[] cut = new int[maxTokens()];
        System.arraycopy(ids, 0, cut, 0, before);
        System.arraycopy(ids, from, cut, before, inner);
        System.arraycopy(ids, ids.length - after, cut, before + inner, after);
        return cut;
    }

    @Override
    public Scores score(int[][] ids) {
        return embeddings.baseline().isPresent()
                ? student.scores(ids)
                : new Scores(student.logits(ids), new float[0][]);
    }

    @Override
    public void close() {
        try (tokenizer) {
            student.close();
        }
    }
}
