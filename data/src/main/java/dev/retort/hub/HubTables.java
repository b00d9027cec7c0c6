package dev.retort.hub;

import dev.retort.hub.HubException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Finds data sets of the hub. The hub keeps every public data set as Parquet on the branch `refs/convert/parquet`, at
/// `CONFIG/SPLIT/0000.parquet` and further numbers, or `CONFIG/partial-SPLIT/...` of those that are too large
/// (https://huggingface.co/docs/dataset-viewer/parquet).
public final class HubTables {
    private static final String BRANCH = "refs/convert/parquet";
    private static final Pattern PART = Pattern
            .compile("(?<config>[^/]+)/(?<partial>partial-)?(?<split>[^/]+)/\\d+\\.parquet");
    private static final String ONLY = "default";

    private record Shard(String name, String config, String split, boolean whole) {}

    private final Hub hub;

    /// @param hub lent, not closed here
    public HubTables(Hub hub) {
        this.hub = hub;
    }

    /// Fetches the rows that are wanted.
    ///
    /// @throws HubException if there is no such data set, config or split, or it cannot be fetched
    public HubTable find(HubSource source) {
        var repository = new HubRepository(HubRepository.Kind.DATASET, source.repository());
        HubSnapshot snapshot = open(new HubReference(repository, source.revision().orElse(BRANCH)));
        List<Shard> all = shards(snapshot);
        if (all.isEmpty()) {
            throw noParquet(repository);
        }
        String config = config(source, all, repository);
        List<Shard> ofConfig = all.stream().filter(shard -> shard.config().equals(config)).toList();
        SequencedSet<String> splits = names(ofConfig.stream().map(Shard::split).toList());
        source.split().filter(split -> !splits.contains(split)).ifPresent(split -> {
            throw choose(repository, "split", split, splits);
        });
        List<Shard> wanted = ofConfig.stream()
                .filter(shard -> source.split().isEmpty() || source.split().get().equals(shard.split())).toList();
        Path directory = snapshot.fetch(wanted.stream().map(Shard::name).toList());
        var parts = wanted.stream().map(shard -> new HubTable.Part(shard.split(), shard.name(),
                directory.resolve(shard.name()), shard.whole())).toList();
        return new HubTable(source.repository(), config, snapshot.commit(), licence(snapshot.reference()),
                splits.size() > 1,
                parts);
    }

    private HubSnapshot open(HubReference reference) {
        try {
            return hub.open(reference);
        } catch (HubException failure) {
            if (failure.reason() == Reason.NO_REVISION && reference.revision().equals(BRANCH)) {
                throw noParquet(reference.repository());
            }
            throw failure;
        }
    }

    private static List<Shard> shards(HubSnapshot snapshot) {
        var shards = new ArrayList<Shard>();
        for (String name : snapshot.names()) {
            Matcher part = PART.matcher(name);
            if (part.matches()) {
                shards.add(new Shard(name, part.group("config"), part.group("split"), part.group("partial") == null));
            }
        }
        return shards;
    }

    private static String config(HubSource source, List<Shard> all, HubRepository repository) {
        SequencedSet<String> configs = names(all.stream().map(Shard::config).toList());
        if (source.config().isPresent()) {
            String config = source.config().get();
            if (!configs.contains(config)) {
                throw choose(repository, "config", config, configs);
            }
            return config;
        }
        if (configs.size() == 1) {
            return configs.getFirst();
        }
        if (configs.contains(ONLY)) {
            return ONLY;
        }
        throw new HubException(Reason.NO_FILE, "%s has several configs; write 'config: %s', or another of: %s"
                .formatted(repository.shown(), configs.getFirst(), list(configs)));
    }

    private static SequencedSet<String> names(Collection<String> names) {
        return new LinkedHashSet<>(names);
    }

    private static HubException choose(HubRepository repository, String what, String named,
            SequencedSet<String> known) {
        return new HubException(Reason.NO_FILE, "%s has no %s '%s'; write one of: %s".formatted(repository.shown(),
                what, HubNames.shown(named), list(known)));
    }

    private static String list(Collection<String> names) {
        return names.stream().limit(20).map(HubNames::shown).collect(Collectors.joining(", "))
                + (names.size() > 20 ? ", and %d more".formatted(names.size() - 20) : "");
    }

    private static HubException noParquet(HubRepository repository) {
        return new HubException(Reason.NO_REVISION,
                "%s: the hub has not converted it to Parquet; download it yourself and name its files under 'data.files'"
                        .formatted(repository.shown()));
    }

    /// The card is on the main branch. A data set without one states no licence. For rows that are pinned, a card that was
    /// fetched before is not asked for again.
    private Optional<String> licence(HubReference rows) {
        var main = new HubReference(rows.repository(), HubReference.MAIN);
        if (rows.isPinned()) {
            Optional<Path> kept = hub.cached(main).map(card -> card.directory().resolve(HubCard.FILE))
                    .filter(Files::isRegularFile);
            if (kept.isPresent()) {
                return HubCard.licence(kept.get());
            }
        }
        try {
            HubSnapshot card = hub.open(main);
            return card.has(HubCard.FILE)
                    ? HubCard.licence(card.fetch(List.of(HubCard.FILE)).resolve(HubCard.FILE))
                    : Optional.empty();
        } catch (HubException failure) {
            return switch (failure.reason()) {
                case OFFLINE, UNREACHABLE, NO_REVISION, NO_FILE -> Optional.empty();
                case NO_ACCESS, BROKEN, DISK, SETTINGS -> throw failure;
            };
        }
    }
}
