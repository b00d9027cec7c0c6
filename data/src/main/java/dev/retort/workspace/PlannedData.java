package dev.retort.workspace;

import dev.retort.dataset.Origin;
import dev.retort.dataset.ReferenceSource;
import dev.retort.dataset.Split;
import dev.retort.files.DataFile;
import dev.retort.files.DataFormat;
import dev.retort.files.DataSettings;
import dev.retort.hub.HubException;
import dev.retort.hub.HubSource;
import dev.retort.hub.HubTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;

/// The data that a workspace file names, before what lies on the hub is fetched.
record PlannedData(List<Planned> files, List<Planned> labels, DataSettings.Draw draw, boolean allowOverlap) {

    /// One item of the list.
    sealed interface Planned {
        record Local(DataFile file) implements Planned {}

        /// @param where it is written
        record Remote(HubSource source, Optional<DataFile.Columns> columns, Optional<ReferenceSource> labelSource,
                Node where) implements Planned {}
    }

    PlannedData {
        files = List.copyOf(files);
        labels = List.copyOf(labels);
    }

    /// The files as they lie on this machine. Nothing is fetched for a workspace file with problems.
    ///
    /// @return empty if something could not be fetched, with problems added
    Optional<DataSettings> settle(HubData hub, YamlProblems problems) {
        boolean remote = Stream.concat(files.stream(), labels.stream()).anyMatch(Planned.Remote.class::isInstance);
        if (remote && !problems.isEmpty()) {
            return Optional.empty();
        }
        Optional<List<DataFile>> local = settle(files, hub, problems);
        Optional<List<DataFile>> labelled = settle(labels, hub, problems);
        return local.flatMap(known -> labelled
                .map(alsoKnown -> new DataSettings(known, alsoKnown, draw, allowOverlap)));
    }

    private static Optional<List<DataFile>> settle(List<Planned> items, HubData hub, YamlProblems problems) {
        var settled = new ArrayList<DataFile>();
        boolean whole = true;
        for (Planned item : items) {
            switch (item) {
                case Planned.Local(var file) -> settled.add(file);
                case Planned.Remote remote -> {
                    try {
                        settled.addAll(files(remote, hub.find(remote.source())));
                    } catch (HubException failure) {
                        problems.add(remote.where(), failure.line());
                        whole = false;
                    }
                }
            }
        }
        return whole ? Optional.of(settled) : Optional.empty();
    }

    private static List<DataFile> files(Planned.Remote remote, HubTable table) {
        boolean byColumn = remote.columns().flatMap(DataFile.Columns::split).isPresent();
        return table.parts().stream().map(part -> new DataFile(part.path(),
                "hub:%s/%s".formatted(table.repository(), part.name()), DataFormat.PARQUET, StandardCharsets.UTF_8, ',',
                remote.columns(), remote.labelSource(),
                table.divided() && !byColumn ? Split.of(part.split()) : Optional.empty(),
                Optional.of(new Origin(table.repository(), table.config(), part.split(), table.commit(),
                        table.licence(), part.whole()))))
                .toList();
    }
}
