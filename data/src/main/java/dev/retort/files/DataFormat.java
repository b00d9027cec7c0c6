package dev.retort.files;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// The formats of data files.
public enum DataFormat {
    /// RFC 4180, with a header; the separator may differ.
    CSV,
    /// One JSON object per line.
    JSONL,
    /// Parquet, by path only: its index is at the end of the file.
    PARQUET;

    /// The format's name in `retort.yaml` and on the command line.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<DataFormat> of(String word) {
        return switch (word) {
            case "csv" -> Optional.of(CSV);
            case "jsonl" -> Optional.of(JSONL);
            case "parquet" -> Optional.of(PARQUET);
            default -> Optional.empty();
        };
    }

    /// The format that a file's extension stands for: `.csv`, `.jsonl` or `.ndjson`, `.parquet`.
    public static Optional<DataFormat> ofPath(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return of(name.substring(name.lastIndexOf('.') + 1).replace("ndjson", "jsonl"));
    }
}
