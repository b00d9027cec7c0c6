package dev.retort.doctor;

import java.util.Locale;

/// Bytes as people read them.
final class Sizes {
    static final long GIGABYTE = 1_000_000_000L;

    private Sizes() {}

    /// `7.6 GB`, `380 MB`.
    static String words(long bytes) {
        return bytes >= GIGABYTE
                ? String.format(Locale.ROOT, "%.1f GB", bytes / (double) GIGABYTE)
                : bytes / 1_000_000 + " MB";
    }
}
