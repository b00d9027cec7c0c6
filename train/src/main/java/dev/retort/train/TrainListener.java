package dev.retort.train;

/// Hears of a training run's progress on the thread that trains; it should return at once.
@FunctionalInterface
public interface TrainListener {
    TrainListener SILENT = event -> {};

    void on(TrainEvent event);
}
