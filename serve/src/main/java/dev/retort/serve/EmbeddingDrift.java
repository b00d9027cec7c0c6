package dev.retort.serve;

import dev.retort.drift.Baseline;
import dev.retort.drift.Seen;
import dev.retort.infer.DriftJson;
import dev.retort.infer.EmbeddingBaseline;
import dev.retort.infer.InferenceException;
import dev.retort.infer.Student;
import java.nio.file.Path;
import java.util.Optional;

/// Which bin a text's embedding counts for, if a student gives embeddings and says what they were like.
///
/// @param baseline of its directory
/// @param why there is none, for people; else empty
record EmbeddingDrift(Optional<EmbeddingBaseline> baseline, String why) {
    /// @throws InferenceException if `drift.json` is broken or another student's
    static EmbeddingDrift of(Path directory, Student student) {
        if (student.embeddingSize().isEmpty()) {
            return new EmbeddingDrift(Optional.empty(),
                    "the student's ONNX file gives none; a newer Retort's export does");
        }
        Optional<EmbeddingBaseline> baseline = DriftJson.read(directory);
        int size = student.embeddingSize().getAsInt();
        if (baseline.isPresent() && baseline.get().size() != size) {
            throw new InferenceException(
                    "%s: must be of embeddings of %d numbers, which this student gives, got %d; copy it from where the student was made, or delete it to go without"
                            .formatted(directory.resolve(DriftJson.NAME), size, baseline.get().size()));
        }
        return new EmbeddingDrift(baseline, baseline.isPresent()
                ? ""
                : "the student has no %s; training writes it where 100 texts or more were not learnt".formatted(
                        DriftJson.NAME));
    }

    /// What a day is compared with.
    Baseline.Embeddings expected() {
        return baseline.map(known -> Baseline.Embeddings.of("%,d texts that the student did not learn".formatted(
                known.texts()), known.counts())).orElseGet(() -> Baseline.Embeddings.none(why));
    }

    /// @param embedding empty if there is none
    int bin(float[] embedding) {
        return baseline.isPresent() && embedding.length > 0
                ? baseline.get().bin(baseline.get().distance(embedding))
                : Seen.NO_EMBEDDING;
    }
}
