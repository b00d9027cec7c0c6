package dev.retort.hub;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Rows of a data set of the hub as Parquet files in the cache.
///
/// @param repository `ORGANISATION/NAME`
/// @param commit of the hub's Parquet files
/// @param licence that the data set's card states
/// @param divided whether the data set itself is divided into several splits
/// @param parts in the order of the splits and their numbers
public record HubTable(String repository, String config, String commit, Optional<String> licence, boolean divided,
        List<Part> parts) {

    /// One Parquet file.
    ///
    /// @param split as the hub calls it
    /// @param name in the repository: `plain/train/0000.parquet`
    /// @param whole false if the hub converted only the first gigabytes of the split
    public record Part(String split, String name, Path path, boolean whole) {}

    public HubTable {
        parts = List.copyOf(parts);
    }
}
