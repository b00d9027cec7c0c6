package dev.retort.train;

import dev.retort.infer.EmbeddingBaseline;
import dev.retort.infer.Student;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// Texts by which a served student is told from drifting: some that it learnt, and others.
///
/// @param learnt by the weights exported
/// @param others none of them learnt
record DriftTexts(List<String> learnt, List<String> others) {
    /// Fewer do not tell deciles.
    static final int LEAST_OTHERS = 100;
    /// More tell a standard deviation no better than to a fiftieth, and cost time.
    static final int MOST = 1000;

    DriftTexts {
        learnt = List.copyOf(learnt);
        others = List.copyOf(others);
    }

    /// Of more than [#MOST] of a kind, as many at even distances.
    ///
    /// @param texts at hand when the student is exported; which of them were learnt is found here. Held-out ones join them
    static DriftTexts of(Fit fit, List<String> texts) {
        var learnt = new LinkedHashSet<>(fit.learnt());
        var others = new LinkedHashSet<>(texts);
        fit.heldOut().texts().forEach(text -> others.add(text.text()));
        others.removeAll(learnt);
        return new DriftTexts(some(learnt), some(others));
    }

    private static List<String> some(LinkedHashSet<String> texts) {
        List<String> all = List.copyOf(texts);
        int count = Math.min(MOST, all.size());
        var some = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            some.add(all.get((int) ((long) i * all.size() / count)));
        }
        return some;
    }

    /// @param student in float32
    /// @return empty if there are too few of them
    Optional<EmbeddingBaseline> baseline(Student student) {
        return learnt.size() < 2 || others.size() < LEAST_OTHERS
                ? Optional.empty()
                : Optional.of(EmbeddingBaseline.of(student.scores(learnt).embeddings(),
                        student.scores(others).embeddings()));
    }
}
