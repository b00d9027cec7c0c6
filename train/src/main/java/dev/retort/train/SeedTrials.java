package dev.retort.train;

import dev.retort.student.TrainOptions;
import dev.retort.train.Trials.Trial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// A training for each of several seeds on the same texts, tried on the same held-out texts. Taken is the one with the
/// best figure there; of several the first.
///
/// @param seed of the training taken
/// @param trials empty if there was one seed
record SeedTrials(long seed, Course.End taken, Optional<Trials> trials) {

    /// @param course by the seed of the options, which also decides what is held out for all
    static SeedTrials of(Course course, int threads, LongSupplier nanoTime, TrainListener listener) throws IOException {
        TrainOptions options = course.options();
        List<Long> seeds = options.seeds();
        if (seeds.isEmpty()) {
            return new SeedTrials(options.seed(), course.run(threads, nanoTime, listener), Optional.empty());
        }
        var ends = new ArrayList<Course.End>();
        var each = new ArrayList<Trial>();
        int best = 0;
        for (int i = 0; i < seeds.size(); i++) {
            String name = "seed " + seeds.get(i);
            listener.on(new TrainEvent.TrialBegan(name, i + 1, seeds.size()));
            Course.End end = course.bySeed(seeds.get(i)).run(threads, nanoTime, listener);
            ends.add(end);
            each.add(new Trial(name, end.taken().validation(), end.state().time()));
            best = score(end, options) > score(ends.get(best), options) ? i : best;
        }
        var trials = new Trials("seed", each);
        listener.on(new TrainEvent.TrialsEnded(trials));
        return new SeedTrials(seeds.get(best), ends.get(best), Optional.of(trials));
    }

    private static double score(Course.End end, TrainOptions options) {
        return EpochChoice.score(end.taken().validation(), options.metric());
    }
}
