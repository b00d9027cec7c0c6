package dev.retort.hub;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// How often something is tried: five times in all, after pauses of 1, 2, 4 and 8 seconds or what the hub asks for; twice
/// if there is no connection at all.
final class Retries {
    static final int MOST = 5;
    private static final int MOST_WITHOUT_CONNECTION = 2;
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

    private final HubMachine machine;
    private final HubListener listener;
    private final HubErrors errors;
    private int failures;

    Retries(HubMachine machine, HubListener listener, HubErrors errors) {
        this.machine = machine;
        this.listener = listener;
        this.errors = errors;
    }

    /// Whether a request that failed so may succeed later.
    static boolean mayPass(int status) {
        return PASSING.contains(status);
    }

    /// Counts from the start: there was progress.
    void restart() {
        failures = 0;
    }

    /// Waits before the next try.
    ///
    /// @throws HubException if there shall be none
    void after(IOException lost) {
        int most = isWithoutConnection(lost) ? MOST_WITHOUT_CONNECTION : MOST;
        after(words(lost), most, Optional.empty(), Optional.of(lost));
    }

    /// @param retryAfter the hub's `Retry-After`
    void after(int status, Optional<String> retryAfter) {
        after("it answers %d".formatted(status), MOST, retryAfter, Optional.empty());
    }

    private void after(String trouble, int most, Optional<String> retryAfter, Optional<Throwable> cause) {
        failures++;
        if (failures >= most) {
            throw errors.unreachable(trouble, cause);
        }
        Duration pause = retryAfter.filter(text -> text.matches("\\d{1,6}")).map(Long::parseLong)
                .map(Duration::ofSeconds).orElse(Duration.ofSeconds(1L << (failures - 1)));
        Duration bounded = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        listener.on(new HubEvent.Retrying(errors.reference().repository().name(), trouble, bounded));
        try {
            machine.pause(bounded);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw errors.unreachable("interrupted", Optional.of(interrupted));
        }
    }

    private static boolean isWithoutConnection(IOException lost) {
        return lost instanceof ConnectException || lost instanceof HttpConnectTimeoutException;
    }

    /// Without addresses, which may be signed.
    private static String words(IOException lost) {
        if (isWithoutConnection(lost)) {
            return "no connection";
        }
        String message = lost.getMessage();
        return message == null || message.isBlank() || message.contains("://")
                ? "the connection was lost"
                : HubNames.shown(message);
    }
}
