package dev.retort.votes;

import dev.retort.task.Label;
import dev.retort.task.Task;
import dev.retort.task.TaskKind;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The tasks that the tables of replies name.
final class Tasks {
    static final Map<String, Task> ALL = Map.ofEntries(
            entry("sentiment", "positive", "negative", "neutral"),
            entry("degrees", "very negative", "negative", "neutral", "positive", "very positive"),
            entry("chinese", "积极", "消极", "中性"), entry("spam", "spam", "not spam"), entry("yesno", "yes", "no", "n/a"),
            entry("topics", "World", "Sports", "Business", "Sci/Tech", "Science & Technology"),
            entry("numbers", "-1", "0", "1"), entry("boolean", "true", "false"),
            entry("languages", "C", "C++", "C#", "Java"), entry("french", "positif", "négatif", "neutre"),
            entry("trend", "positive", "positive trend", "negative"),
            entry("thumbs", "👍", "👎"));

    private Tasks() {}

    static Task named(String name) {
        Task task = ALL.get(name);
        if (task == null) {
            throw new IllegalArgumentException("no task '%s'".formatted(name));
        }
        return task;
    }

    private static Map.Entry<String, Task> entry(String name, String... labels) {
        List<Label> list = Stream.of(labels).map(Label::of).toList();
        return Map.entry(name, new Task(name, TaskKind.TEXT_CLASSIFICATION, "Decide.", list, List.of()));
    }
}
