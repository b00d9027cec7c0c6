package dev.retort.files;

import dev.retort.dataset.Origin;
import dev.retort.dataset.ReferenceSource;
import dev.retort.dataset.Split;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// One data file of a workspace and how to read it.
///
/// @param path where it is
/// @param shown what people call it in messages, usually the path as written in `retort.yaml`
/// @param encoding of CSV and JSONL; a byte order mark of that encoding is skipped
/// @param separator between the fields of a CSV line
/// @param columns which columns to use; empty for `id`, `text`, `label` and `split` where the file has them
/// @param labelSource who gave the labels; empty if not said, then [ReferenceSource#EXPERT] with a note
/// @param split of every row; empty where a column or a draw decides
/// @param origin of a file that was fetched
public record DataFile(Path path, String shown, DataFormat format, Charset encoding, char separator,
        Optional<Columns> columns, Optional<ReferenceSource> labelSource, Optional<Split> split,
        Optional<Origin> origin) {

    /// A local file.
    public DataFile(Path path, String shown, DataFormat format, Charset encoding, char separator,
            Optional<Columns> columns, Optional<ReferenceSource> labelSource, Optional<Split> split) {
        this(path, shown, format, encoding, separator, columns, labelSource, split, Optional.empty());
    }

    /// What notes call it: the same for all files of one split of a data set.
    String noted() {
        return origin.map(from -> "hub:%s/%s/%s".formatted(from.repository(), from.config(), from.split()))
                .orElse(shown);
    }

    /// Which column holds what. A column left out is not read.
    public record Columns(Optional<String> id, String text, Optional<String> label, Optional<String> split) {}

    /// A UTF-8 file with the columns of convention.
    ///
    /// @throws IllegalArgumentException if the extension names no format
    public static DataFile of(Path path) {
        DataFormat format = DataFormat.ofPath(path).orElseThrow(() -> new IllegalArgumentException(
                "%s: the extension names no data format; use .csv, .jsonl or .parquet".formatted(path)));
        return new DataFile(path, path.toString(), format, StandardCharsets.UTF_8, ',', Optional.empty(),
                Optional.empty(), Optional.empty());
    }
}
