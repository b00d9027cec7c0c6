package dev.retort.pipeline;

import java.util.concurrent.Callable;

/// Carries a wish to stop from whoever hears Ctrl+C to the stage that can finish what is in flight and save.
public final class StopSignal {
    private volatile Runnable listener = StopSignal::nobody;
    private volatile boolean given;

    /// Asks the stage that is running to stop soon; one that starts later stops at once.
    public void stop() {
        given = true;
        listener.run();
    }

    public boolean given() {
        return given;
    }

    /// Runs the work; a signal meanwhile is handed to `onStop`.
    <T> T during(Runnable onStop, Callable<T> work) throws Exception {
        listener = onStop;
        try {
            if (given) {
                onStop.run();
            }
            return work.call();
        } finally {
            listener = StopSignal::nobody;
        }
    }

    private static void nobody() {}
}
