package dev.retort.workspace;

import dev.retort.files.DataFile;
import dev.retort.files.DataFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The text of a new `retort.yaml`.
///
/// @param dataPath as written in the file
/// @param sample whether the texts are the made-up ones
record WorkspaceTemplate(String name, String dataPath, ColumnGuess guess, boolean sample) {

    String text() {
        return """
                # A Retort workspace. docs/retort.yaml.md explains every key; a key left out has the default given here.
                version: 1
                name: %s

                task:
                  kind: text-classification
                  # What to decide, in the words the teachers read. Say from whose view, and what to do in doubtful cases.
                  instruction: |
                    %s
                %s  # A few worked examples make answers better. Do not take them from the texts you test on.
                  # examples:
                  #   - text: The parcel came a day late.
                  #     label: %s
                  #     reason: why that is the right label, for the prompt 'cot'

                # How votes are read and settled.
                votes:
                  ties: abstain          # or random, first
                  on-unreadable: keep    # or random; keep counts the answer and never guesses
                  seed: 42

                %s
                # The language models that label the texts. Keys are read from environment variables, never from here.
                teachers:
                  - name: cot
                    host: openai         # or anthropic, mistral, vllm, ollama and others; docs/teachers.md lists them
                    # base-url: https://api.openai.com/v1
                    # key-variable: OPENAI_API_KEY
                    model: gpt-4o-mini
                    prompt: cot          # chain of thought, reason first; or simple, the label alone
                    votes: 3             # from 1 to 99; the majority counts
                    temperature: 0.8
                    top-p: 0.9
                    max-tokens: 128

                # annotate:
                #   in-flight: 64        # most requests on their way at once
                #   attempts: 8          # most sends of one request
                #   timeout: 120s

                # The small model of your own.
                student:
                  base: bge-small-en-v1.5    # or all-MiniLM-L6-v2, bge-small-zh-v1.5, a local BERT directory, ORGANISATION/NAME of the hub
                  # teacher: cot             # whose labels it learns; the one with the most votes if left out
                  learning-rate: 5e-5
                  epochs: 3
                  batch-size: 16

                report:
                  title: %s
                """.formatted(YamlScalar.of(name), instruction(), labels(), exampleLabel(), data(),
                YamlScalar.of(name));
    }

    private String instruction() {
        return sample
                ? "Is the customer content or not? Label the TEXT from the customer's view."
                : "Label the TEXT with the label that fits best.";
    }

    private List<String> labelNames() {
        return guess.labels().size() >= 2 ? guess.labels() : List.of("positive", "negative", "neutral");
    }

    private String labels() {
        String comment = guess.labels().size() >= 2 ? "Describe each label" : "Write your own labels and describe each";
        return "  # %s: teachers read the descriptions.%n  labels:%n".formatted(comment).replace("\r\n", "\n")
                + labelNames().stream()
                        .map(label -> "    - name: " + YamlScalar.of(label)
                                + "\n      # description: when to choose it\n")
                        .collect(Collectors.joining());
    }

    private String exampleLabel() {
        return YamlScalar.of(labelNames().getFirst());
    }

    private String data() {
        var text = new StringBuilder("data:\n  files:\n");
        text.append("    - path: ").append(YamlScalar.of(dataPath)).append("    # CSV, JSONL or Parquet\n");
        if (guess.file().format() == DataFormat.CSV && guess.file().separator() != ',') {
            text.append("      separator: ").append(YamlScalar.of(String.valueOf(guess.file().separator())))
                    .append('\n');
        }
        if (!guess.file().encoding().equals(StandardCharsets.UTF_8)) {
            text.append("      encoding: ")
                    .append(YamlScalar.of(guess.file().encoding().name().toLowerCase(Locale.ROOT)))
                    .append('\n');
        }
        text.append("      columns: {").append(columns()).append("}\n");
        String source = guess.label().isPresent() ? "      label-source: expert" : "      # label-source: expert";
        text.append(source).append("    # who gave the labels: expert, crowd or model\n");
        text.append("  # Texts without a split are divided at random, each label alike.\n");
        text.append("  split: {test: 0.2, validation: 0, seed: 42}\n");
        text.append("  allow-overlap: false       # whether a text may be both learned from and tested on\n");
        return text.toString();
    }

    private String columns() {
        var columns = new DataFile.Columns(guess.id(), guess.text(), guess.label(), guess.split());
        return java.util.stream.Stream
                .of(columns.id().map(column -> "id: " + YamlScalar.of(column)).stream(),
                        java.util.stream.Stream.of("text: " + YamlScalar.of(columns.text())),
                        columns.label().map(column -> "label: " + YamlScalar.of(column)).stream(),
                        columns.split().map(column -> "split: " + YamlScalar.of(column)).stream())
                .flatMap(stream -> stream).collect(Collectors.joining(", "));
    }
}
