package dev.retort.workspace;

import java.util.List;
import java.util.Map;

/// The keys that `retort.yaml` may have, place by place. A test holds them against the published JSON Schema.
///
/// @param path of the mapping: `task.labels[]` is one item of the list `labels` under `task`; empty for the file
/// @param names as written
/// @param aliases other spellings and the names they stand for
record WorkspaceKeys(String path, List<String> names, Map<String, String> aliases) {
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
    static final WorkspaceKeys STUDENT = new WorkspaceKeys("student",
            List.of("base", "revision", "teacher", "learning-rate", "epochs", "batch-size", "max-seq-length",
                    "warmup-ratio",
                    "weight-decay", "max-grad-norm", "seed", "validation-share", "patience", "min-vote-share",
                    "soft-labels"),
            Map.of("model", "base", "base_model", "base", "lr", "learning-rate", "batch_size", "batch-size",
                    "max_seq_length", "max-seq-length", "warmup_ratio", "warmup-ratio", "weight_decay", "weight-decay",
                    "max_grad_norm", "max-grad-norm", "early_stopping_patience", "patience"));
    static final WorkspaceKeys REPORT = of("report", "title", "priced-as", "hardware", "grid", "prices",
            "price-map");
    static final WorkspaceKeys HARDWARE = of("report.hardware", "name", "dollars-per-hour", "watts");
    static final WorkspaceKeys PRICE = of("report.prices.*", "input", "output", "cached-input");

    static final List<WorkspaceKeys> ALL = List.of(ROOT, TASK, LABEL, EXAMPLE, VOTES, DATA, FILE, COLUMNS, SPLIT,
            TEACHER, ANNOTATE, BUDGET, STUDENT, REPORT, HARDWARE, PRICE);

    private static WorkspaceKeys of(String path, String... names) {
        return new WorkspaceKeys(path, List.of(names), Map.of());
    }
}
