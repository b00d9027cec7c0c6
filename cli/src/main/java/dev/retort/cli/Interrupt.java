package dev.retort.cli;

import dev.retort.pipeline.StopSignal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl+C and SIGTERM: tells the run to finish what is in flight and waits for it a little before the process ends.
final class Interrupt implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook;

    private Interrupt(StopSignal stop) {
        this.hook = Thread.ofPlatform().name("retort-interrupt").unstarted(() -> {
            stop.stop();
            try {
                over.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException enough) {
                Thread.currentThread().interrupt();
            }
        });
    }

    static Interrupt handledBy(StopSignal stop) {
        var interrupt = new Interrupt(stop);
        Runtime.getRuntime().addShutdownHook(interrupt.hook);
        return interrupt;
    }

    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingAlready) {
            // the hook is what ends this process; it has just been told that the work is over
        }
    }
}
