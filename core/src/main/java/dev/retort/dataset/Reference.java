package dev.retort.dataset;

import dev.retort.task.Value;

/// The label an example is judged by.
public record Reference(Value value, ReferenceSource source) {}
