package dev.retort.train;

/// Tells the mean loss of every so many steps.
final class LossLog {
    private final int every;
    private final int last;
    private final TrainListener listener;
    private double sum;
    private int steps;

    /// @param every so many steps; 0 for never
    /// @param last step, which is told in any case
    LossLog(int every, int last, TrainListener listener) {
        this.every = every;
        this.last = last;
        this.listener = listener;
    }

    void stepped(int step, double loss, double rate) {
        sum += loss;
        steps++;
        if (every > 0 && (step % every == 0 || step == last)) {
            listener.on(new TrainEvent.Logged(step, last, sum / steps, rate));
            sum = 0;
            steps = 0;
        }
    }
}
