package dev.retort.workspace;

import dev.retort.task.FewShot;
import dev.retort.task.Label;
import dev.retort.task.Task;
import dev.retort.task.TaskKind;
import dev.retort.task.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads `task:`.
final class TaskSection {
    private final Section section;
    private final YamlProblems problems;

    private TaskSection(Section section) {
        this.section = section;
        this.problems = section.problems();
    }

    /// The task; empty if it cannot be made, with problems added.
    static Optional<Task> read(Section root, String name) {
        return root.requiredSection("task", WorkspaceKeys.TASK, "task")
                .flatMap(section -> new TaskSection(section).task(name));
    }

    private Optional<Task> task(String name) {
        TaskKind kind = section.word("kind", TaskSection::kind,
                Arrays.stream(TaskKind.values()).map(TaskKind::word).toArray(String[]::new))
                .orElse(TaskKind.TEXT_CLASSIFICATION);
        Optional<String> instruction = section.requiredText("instruction", "instruction: what the annotators must do");
        Optional<List<Label>> labels = labels();
        if (labels.isEmpty()) {
            return Optional.empty();
        }
        var bare = new Task(name, kind, instruction.map(String::strip).orElse(""), labels.get(), List.of());
        List<FewShot> examples = examples(bare);
        return Optional.of(new Task(name, kind, bare.instruction(), bare.labels(), examples));
    }

    private static Optional<TaskKind> kind(String word) {
        return Arrays.stream(TaskKind.values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    private Optional<List<Label>> labels() {
        var labels = new ArrayList<Label>();
        Set<String> names = new HashSet<>();
        List<Node> items = section.requiredItems("labels", "labels: [positive, negative]");
        for (Node item : items) {
            label(item).ifPresent(label -> {
                if (names.add(label.name().toLowerCase(Locale.ROOT))) {
                    labels.add(label);
                } else {
                    problems.add(item,
                            "task: label '%s' is named twice, case aside; remove one".formatted(label.name()));
                }
            });
        }
        if (items.size() == 1) {
            section.problem("labels", "labels must have at least 2 items, got 1; add the other labels");
        }
        return labels.size() < 2 || labels.size() < items.size() ? Optional.empty() : Optional.of(labels);
    }

    private Optional<Label> label(Node item) {
        Optional<String> name = Optional.empty();
        String description = "";
        if (item instanceof ScalarNode scalar) {
            name = Optional.of(scalar.getValue());
        } else if (item instanceof MappingNode mapping) {
            var label = new Section(mapping, WorkspaceKeys.LABEL,
                    Section.peek(mapping, "name").map("label '%s'"::formatted).orElse("label"), problems);
            name = label.requiredText("name", "name: positive");
            description = label.text("description").map(String::strip).orElse("");
            if (name.isEmpty()) {
                return Optional.empty();
            }
        } else {
            problems.add(item, "task: a label must be a name or a mapping with name and description, got "
                    + Section.describe(item));
            return Optional.empty();
        }
        try {
            return Optional.of(new Label(name.get(), description));
        } catch (IllegalArgumentException refused) {
            problems.add(item, "task: " + refused.getMessage());
            return Optional.empty();
        }
    }

    private List<FewShot> examples(Task bare) {
        var examples = new ArrayList<FewShot>();
        for (Node item : section.items("examples")) {
            if (item instanceof MappingNode mapping) {
                var example = new Section(mapping, WorkspaceKeys.EXAMPLE,
                        "task example %d".formatted(examples.size() + 1), problems);
                Optional<String> text = example.requiredText("text", "text: ...");
                Optional<Value> value = example.requiredText("label", "label: " + bare.labelNames().getFirst())
                        .flatMap(word -> value(example, word, bare));
                String reason = example.text("reason").map(String::strip).orElse("");
                if (text.isPresent() && value.isPresent()) {
                    examples.add(new FewShot(text.get().strip(), value.get(), reason));
                }
            } else {
                problems.add(item,
                        "task: an example must be a mapping with text and label, got " + Section.describe(item));
            }
        }
        return examples;
    }

    private static Optional<Value> value(Section example, String word, Task task) {
        Optional<Value> value = task.value(word);
        if (value.isEmpty()) {
            example.problem("label",
                    "label '%s' is none of the task's labels%s".formatted(word,
                            Nearest.suggestion(word, task.labelNames())));
        }
        return value;
    }
}
