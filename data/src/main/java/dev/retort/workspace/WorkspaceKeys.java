package dev.retort.workspace;

import dev.retort.student.TrainOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The keys that `retort.yaml` may have, place by place. A test holds them against the published JSON Schema.
///
/// @param path of the mapping: `task.labels[]` is one item of the list `labels` under `task`; empty for the file
/// @param names as written
/// @param aliases other spellings and the names they stand for
/// @param instead what to do instead of writing a key that is none here, but elsewhere
record WorkspaceKeys(String path, List<String> names, Map<String, String> aliases, Map<String, String> instead) {
    static final WorkspaceKeys ROOT = of("", "version", "name", "task", "votes", "data", "teachers", "annotate",
            "student", "report");
    static final WorkspaceKeys TASK = of("task", "kind", "instruction", "labels", "examples");
    static final WorkspaceKeys LABEL = of("task.labels[]", "name", "description");
    static final WorkspaceKeys EXAMPLE = of("task.examples[]", "text", "label", "reason");
    static final WorkspaceKeys VOTES = of("votes", "ties", "on-unreadable", "seed", "weights");
    static final WorkspaceKeys DATA = of("data", "files", "hub", "config", "revision", "columns", "label-source",
            "labels", "split", "allow-overlap");
    static final WorkspaceKeys FILE = of("data.files[]", "path", "hub", "config", "revision", "format", "encoding",
            "separator", "columns", "label-source", "split");
    static final WorkspaceKeys COLUMNS = of("data.files[].columns", "id", "text", "label", "split");
    static final WorkspaceKeys SPLIT = of("data.split", "test", "validation", "seed");
    static final WorkspaceKeys TEACHER = of("teachers[]", "name", "host", "recording", "base-url", "key-variable",
            "model", "prompt", "votes", "stop-early", "temperature", "top-p", "max-tokens", "seed", "structured",
            "logprobs", "template", "chat-template", "priced-as", "mode", "requests-per-minute",
            "tokens-per-minute");
    static final WorkspaceKeys ANNOTATE = of("annotate", "in-flight", "attempts", "timeout", "first-backoff",
            "longest-backoff", "retry-for", "requests-per-minute", "tokens-per-minute", "budget");
    static final WorkspaceKeys BUDGET = of("annotate.budget", "usd", "tokens", "minutes");
    /// With AutoTrain's names as aliases.
    static final WorkspaceKeys STUDENT = new WorkspaceKeys("student", studentNames(), autoTrainsNames(),
            autoTrainsOthers());
    static final WorkspaceKeys REPORT = of("report", "title", "priced-as", "hardware", "grid", "prices",
            "price-map");
    static final WorkspaceKeys HARDWARE = of("report.hardware", "name", "dollars-per-hour", "watts");
    static final WorkspaceKeys PRICE = of("report.prices.*", "input", "output", "cached-input");

    static final List<WorkspaceKeys> ALL = List.of(ROOT, TASK, LABEL, EXAMPLE, VOTES, DATA, FILE, COLUMNS, SPLIT,
            TEACHER, ANNOTATE, BUDGET, STUDENT, REPORT, HARDWARE, PRICE);

    private static WorkspaceKeys of(String path, String... names) {
        return new WorkspaceKeys(path, List.of(names), Map.of(), Map.of());
    }

    private static List<String> studentNames() {
        return Stream.concat(Stream.of("teacher", "revision"), TrainOption.all().stream().map(TrainOption::key))
                .toList();
    }

    private static Map<String, String> autoTrainsNames() {
        var names = new HashMap<>(Map.of("model", "base", "base_model", "base", "lr", "learning-rate",
                "early_stopping_patience", "patience"));
        for (String key : List.of("batch-size", "max-seq-length", "warmup-ratio", "gradient-accumulation",
                "weight-decay", "max-grad-norm", "logging-steps", "eval-strategy", "save-total-limit",
                "early-stopping-threshold", "mixed-precision")) {
            names.put(key.replace('-', '_'), key);
        }
        return Map.copyOf(names);
    }

    /// AutoTrain's parameters that have no place here.
    private static Map<String, String> autoTrainsOthers() {
        String never = "nothing is sent anywhere: the student is a Hugging Face directory, upload that yourself";
        String files = "name the files under 'data: files:'";
        String columns = "name the columns under 'data: files: - columns:'";
        return Map.ofEntries(Map.entry("push_to_hub", never), Map.entry("username", never), Map.entry("token", never),
                Map.entry("auto_find_batch_size", "write 'batch-size', and 'gradient-accumulation' if memory is short"),
                Map.entry("data_path", files), Map.entry("train_split", files), Map.entry("valid_split", files),
                Map.entry("text_column", columns), Map.entry("target_column", columns),
                Map.entry("project_name", "write 'name' at the top of the file"),
                Map.entry("log", "epochs are told on the screen and in the report; for more write 'logging-steps'"));
    }
}
