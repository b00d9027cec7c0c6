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
    /// They tell a standard deviation to about 3 %.
    static final int MOST_LEARNT = 500;
    static final int MOST_OTHERS = 1000;

    DriftTexts {
        learnt = List.copyOf(learnt);
        others = List.copyOf(others);
    }

    /// Of more than [#MOST_LEARNT] or [#MOST_OTHERS], as many at even distances.
    ///
    /// @param texts at hand when the student is exported; which of them were learnt is found here. Held-out ones join them
    static DriftTexts of(Fit fit, List<String> texts) {
        var learnt = new LinkedHashSet<>(fit.learnt());
        var others = new LinkedHashSet<>(texts);
        fit.heldOut().texts().forEach(text -> others.add(text.text()));
        others.removeAll(learnt);
        return new DriftTexts(some(learnt, MOST_LEARNT), some(others, MOST_OTHERS));
    }

    private static List<String> some(LinkedHashSet<String> texts, int most) {
        List<String> all = List.copyOf(texts);
        int count = Math.min(most, all.size());
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
