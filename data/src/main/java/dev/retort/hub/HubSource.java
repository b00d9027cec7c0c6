package dev.retort.hub;

import java.util.Optional;

/// Which rows of a data set are wanted.
///
/// @param repository `ORGANISATION/NAME`
/// @param config empty for the only one, or the one called `default`
/// @param split as the hub calls it; empty for all
/// @param revision of the hub's Parquet files; empty for the newest
public record HubSource(String repository, Optional<String> config, Optional<String> split,
        Optional<String> revision) {
    public HubSource {
        new HubRepository(HubRepository.Kind.DATASET, repository);
    }

    public static boolean isRepository(String text) {
        return HubRepository.isName(text);
    }
}
