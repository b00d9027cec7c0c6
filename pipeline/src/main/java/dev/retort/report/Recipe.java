package dev.retort.report;

import dev.retort.task.Task;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// How the run was made and how to make it again.
///
/// @param prompts the first prompt of each teacher as it is sent
/// @param files the data files
/// @param dataHash of all texts, ids, splits and reference labels
/// @param options in groups such as `annotate` and `train`
/// @param versions of Retort, the JDK, the runtimes
/// @param commands that make this report again
public record Recipe(Task task, List<Prompt> prompts, List<DataFile> files, String dataHash, List<Options> options,
        SequencedMap<String, String> versions, List<String> commands) {
    public Recipe {
        prompts = List.copyOf(prompts);
        files = List.copyOf(files);
        options = List.copyOf(options);
        versions = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(versions));
        commands = List.copyOf(commands);
        Rules.text("the hash of the data", dataHash);
    }

    /// @param teacher the name of its contender
    /// @param messages in the order they are sent
    public record Prompt(String teacher, List<Message> messages) {
        public Prompt {
            Rules.text("the teacher of a prompt", teacher);
            messages = List.copyOf(messages);
        }
    }

    /// @param role `system`, `user`, or `text` for a raw prompt
    public record Message(String role, String text) {}

    /// @param rows texts read from it
    public record DataFile(String name, String sha256, int rows) {
        public DataFile {
            Rules.text("the name of a data file", name);
            Rules.count("rows of " + name, rows);
        }
    }

    /// @param values by key, as `retort.yaml` writes them
    public record Options(String name, SequencedMap<String, String> values) {
        public Options {
            Rules.text("the name of a group of options", name);
            values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
        }
    }
}
