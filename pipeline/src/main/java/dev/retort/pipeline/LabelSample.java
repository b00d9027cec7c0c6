package dev.retort.pipeline;

import dev.retort.dataset.Example;
import dev.retort.dataset.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// A random sample of texts for people to label, so that a workspace without reference labels can get some. A file that
/// stands there already is left alone: somebody may be working on it.
final class LabelSample {
    static final String FILE = "to-label.csv";
    private static final int TEXTS = 100;

    private LabelSample() {}

    /// Draws from the test texts, where labels count, unless there are none.
    ///
    /// @return how many texts lie there
    static int write(List<Example> examples, Path folder, long seed) throws IOException {
        var drawn = new ArrayList<>(
                examples.stream().filter(example -> example.split() == Split.TEST).toList());
        if (drawn.isEmpty()) {
            drawn.addAll(examples);
        }
        Collections.shuffle(drawn, new Random(seed));
        List<Example> sample = drawn.subList(0, Math.min(TEXTS, drawn.size()));
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            Files.createDirectories(folder);
            SampleFile.write(file, sample);
        }
        return sample.size();
    }
}
