package dev.retort.pipeline;

/// Hears what happens; called from the threads that do the work, one event at a time per stage.
@FunctionalInterface
public interface RunListener {
    void on(RunEvent event);
}
