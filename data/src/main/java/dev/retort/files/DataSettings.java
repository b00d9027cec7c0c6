package dev.retort.files;

import dev.retort.dataset.Origin;
import java.util.List;
import java.util.stream.Stream;

/// Where a dataset comes from.
///
/// @param files read in this order
/// @param labels files whose labels belong to texts of `files` with the same id; their texts are not read again
/// @param draw how rows without a split are divided
/// @param allowOverlap whether one text may be in two splits
public record DataSettings(List<DataFile> files, List<DataFile> labels, Draw draw, boolean allowOverlap) {
    public DataSettings {
        files = List.copyOf(files);
        labels = List.copyOf(labels);
    }

    /// Settings without label files.
    public DataSettings(List<DataFile> files, Draw draw, boolean allowOverlap) {
        this(files, List.of(), draw, allowOverlap);
    }

    /// Where those files come from that were fetched, each once.
    public List<Origin> origins() {
        return Stream.concat(files.stream(), labels.stream()).flatMap(file -> file.origin().stream()).distinct()
                .toList();
    }

    /// Shares of a stratified random split; what is left is for training. See [StratifiedSplit].
    public record Draw(double test, double validation, long seed) {
        public static final Draw DEFAULT = new Draw(0.2, 0, 42);

        public Draw {
            requireShare("test", test);
            requireShare("validation", validation);
            if (test + validation > 1 + 1e-9) {
                throw new IllegalArgumentException(
                        "test and validation must be at most 1 together, got %s and %s".formatted(test, validation));
            }
        }

        private static void requireShare(String name, double share) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("%s must be from 0 to 1, got %s".formatted(name, share));
            }
        }
    }
}
