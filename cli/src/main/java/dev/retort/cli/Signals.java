package dev.retort.cli;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What people and supervisors tell a server that runs: stop, or look again.
///
/// A shutdown hook would do for stopping, but the process would end with status 143 then, and there is none for SIGHUP.
/// `sun.misc.Signal` has been the JDK's only way for that since 1.4; it is named by reflection because javac warns of it
/// in a way that cannot be turned off. Where it is missing SIGTERM ends the process at once.
final class Signals {
    /// What was told.
    enum Told {
        STOP, RELOAD
    }

    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

    private Signals() {}

    /// SIGTERM and SIGINT stop, SIGHUP reloads.
    static Signals handled() {
        var signals = new Signals();
        signals.handle("TERM", Told.STOP);
        signals.handle("INT", Told.STOP);
        signals.handle("HUP", Told.RELOAD);
        return signals;
    }

    private void handle(String name, Told meaning) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[]{handler},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "handle" -> {
                            told.add(meaning);
                            yield null;
                        }
                        case "equals" -> Arrays.equals(arguments, new Object[]{proxy});
                        case "hashCode" -> System.identityHashCode(proxy);
                        default -> meaning.toString();
                    });
            signal.getMethod("handle", signal, handler).invoke(null,
                    signal.getConstructor(String.class).newInstance(name), handling);
        } catch (ReflectiveOperationException | IllegalArgumentException missing) {
            // no such signal here, or the JVM keeps it to itself
        }
    }

    /// Waits for what is told next.
    ///
    /// @param most to wait; empty: without end
    Optional<Told> next(Optional<Duration> most) throws InterruptedException {
        return most.isEmpty()
                ? Optional.of(told.take())
                : Optional.ofNullable(told.poll(most.get().toMillis(), TimeUnit.MILLISECONDS));
    }
}
