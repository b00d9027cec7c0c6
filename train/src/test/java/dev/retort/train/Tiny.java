package dev.retort.train;

import dev.retort.encoder.Golden;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import dev.retort.task.Label;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/// A training run that takes a fraction of a second: the golden BERT with dropout switched on, 24 sentences.
final class Tiny {
    static final List<String> LABELS = List.of("negative", "neutral", "positive");

    private Tiny() {}

    /// 5 epochs of 3 steps.
    static TrainOptions options() {
        return TrainOptions.DEFAULT.with(TrainOption.BASE, "tiny").with(TrainOption.LEARNING_RATE, 5e-3)
                .with(TrainOption.EPOCHS, 5).with(TrainOption.BATCH_SIZE, 8).with(TrainOption.MAX_SEQ_LENGTH, 32)
                .with(TrainOption.WEIGHT_DECAY, 0.01).with(TrainOption.VALIDATION_SHARE, 0.2);
    }

    /// The same with a checkpoint in mid-epoch.
    static TrainOptions oftenSaved() {
        return options().with(TrainOption.SAVE_STEPS, 2);
    }

    static TrainingSet set() throws IOException {
        var texts = new ArrayList<TrainingText>();
        for (JsonNode example : Golden.json("trajectory.json").path("examples")) {
            texts.add(TrainingText.labelled("t" + texts.size(), example.path("text").asString(),
                    example.path("label").asInt(), LABELS.size()));
        }
        return TrainingSet.of(LABELS, texts);
    }

    /// The golden model in a directory of its own, with dropout 0.1 everywhere.
    static Path base(Path directory) throws IOException {
        return base(directory, "bert");
    }

    /// As [#base(Path)], of any family.
    static Path base(Path directory, String family) throws IOException {
        return base(directory, family, "config.json", UnaryOperator.identity());
    }

    /// As [#base(Path, String)], of another of the family's configurations.
    ///
    /// @param change made to the configuration
    static Path base(Path directory, String family, String configuration, UnaryOperator<String> change)
            throws IOException {
        Path golden = Golden.family(family);
        Path base = Files.createDirectories(directory.resolve("base"));
        for (String name : List.of("model.safetensors", "tokenizer.json", "tokenizer_config.json",
                "special_tokens_map.json")) {
            Files.copy(golden.resolve(name), base.resolve(name));
        }
        String config = Files.readString(golden.resolve(configuration)).replaceAll("dropout(_prob)?\": 0.0",
                "dropout$1\": 0.1");
        Files.writeString(base.resolve("config.json"), change.apply(config));
        return base;
    }

    static StudentFacts facts() {
        return new StudentFacts("tiny", "Which way do investors lean?", LABELS.stream().map(Label::of).toList(),
                "recorded-llm", "24 sentences", Instant.EPOCH, List.of(), Optional.empty(), Map.of());
    }

    static Fit fit(Path base, Path work, TrainListener listener) throws IOException {
        return tuning().fit(set(), options(), base, work, listener);
    }

    static FineTuning tuning() {
        return new FineTuning(1, System::nanoTime);
    }
}
