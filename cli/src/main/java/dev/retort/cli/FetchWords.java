package dev.retort.cli;

import dev.retort.hub.HubEvent;
import java.util.Locale;

/// Downloads in words.
final class FetchWords {
    private static final double KILO = 1e3;
    private static final double MEGA = 1e6;
    private static final double GIGA = 1e9;

    private FetchWords() {}

    /// `acme/tiny: model.safetensors, 120 of 438 MB, 35.1 MB/s, 9s left`
    static String line(HubEvent.Fetching event) {
        String left = event.bytesPerSecond() > 0 && event.bytes() < event.total()
                ? ", %s left".formatted(Screen.time(event.left()))
                : "";
        return "%s: %s, %s of %s%s%s".formatted(event.repository(), event.file(), bytes((double) event.bytes()),
                bytes((double) event.total()),
                event.bytesPerSecond() > 0 ? ", " + bytes(event.bytesPerSecond()) + "/s" : "",
                left);
    }

    static String line(HubEvent.Fetched event) {
        return "%s: %,d file%s, %s, %s".formatted(event.repository(), event.files(), event.files() == 1 ? "" : "s",
                bytes((double) event.bytes()), Screen.time(event.took()));
    }

    static String line(HubEvent.Retrying event) {
        return "%s: %s; again in %s".formatted(event.repository(), event.trouble(), Screen.time(event.pause()));
    }

    static String line(HubEvent.FromCache event) {
        return "%s: %s; using the cached commit %.12s".formatted(event.repository(), event.why(), event.commit());
    }

    /// In powers of ten, as the hub's pages tell sizes.
    static String bytes(double bytes) {
        if (bytes < KILO) {
            return String.format(Locale.ROOT, "%.0f B", bytes);
        }
        if (bytes < MEGA) {
            return String.format(Locale.ROOT, "%.0f kB", bytes / KILO);
        }
        return bytes < GIGA
                ? String.format(Locale.ROOT, bytes < 100 * MEGA ? "%.1f MB" : "%.0f MB", bytes / MEGA)
                : String.format(Locale.ROOT, "%.2f GB", bytes / GIGA);
    }
}
