package dev.retort.workspace;

import dev.retort.dataset.ReferenceSource;
import dev.retort.dataset.Split;
import dev.retort.files.DataFile;
import dev.retort.files.DataFormat;
import dev.retort.files.DataSettings;
import dev.retort.hub.HubReference;
import dev.retort.hub.HubRepository;
import dev.retort.hub.HubSource;
import dev.retort.workspace.PlannedData.Planned;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads `data:`.
final class DataSection {
    private final Path dir;
    private final YamlProblems problems;

    private DataSection(Path dir, YamlProblems problems) {
        this.dir = dir;
        this.problems = problems;
    }

    /// What can be read of the settings: files with problems are left out. Empty if no file is left.
    static Optional<PlannedData> read(Section root, Path dir) {
        return root.requiredSection("data", WorkspaceKeys.DATA, "data")
                .flatMap(section -> new DataSection(dir, root.problems()).settings(section));
    }

    private Optional<PlannedData> settings(Section section) {
        var files = new ArrayList<Planned>();
        if (section.has("hub")) {
            if (section.has("files")) {
                section.problem("hub", "hub stands for all files; write it as one of them: 'files: [{hub: ...}, ...]'");
            }
            remote(section, "data set", isWord(section, "split")).ifPresent(files::add);
        } else {
            refuse(section,
                    "is for data sets of the hub; write 'hub: ORGANISATION/NAME' beside it, or put it under one of 'files'",
                    "config", "revision", "columns", "label-source");
            for (Node item : section.requiredItems("files", "files: [texts.csv]")) {
                file(item).ifPresent(files::add);
            }
        }
        var labels = new ArrayList<Planned>();
        for (Node item : section.items("labels")) {
            file(item).ifPresent(labels::add);
        }
        DataSettings.Draw draw = section.has("hub") && isWord(section, "split")
                ? DataSettings.Draw.DEFAULT
                : section.section("split", WorkspaceKeys.SPLIT, "data.split").map(DataSection::draw)
                        .orElse(DataSettings.Draw.DEFAULT);
        boolean allowOverlap = section.flag("allow-overlap").orElse(false);
        return files.isEmpty() ? Optional.empty() : Optional.of(new PlannedData(files, labels, draw, allowOverlap));
    }

    private static boolean isWord(Section section, String key) {
        return section.value(key).filter(ScalarNode.class::isInstance).isPresent();
    }

    private static void refuse(Section section, String rule, String... keys) {
        for (String key : keys) {
            if (section.has(key)) {
                section.problem(key, "%s %s".formatted(key, rule));
            }
        }
    }

    private Optional<Planned> file(Node item) {
        if (item instanceof ScalarNode scalar) {
            return Paths.resolve(dir, scalar.getValue(), message -> problems.add(item, message))
                    .flatMap(path -> format(path, scalar.getValue(), item).map(
                            format -> new Planned.Local(new DataFile(path, scalar.getValue(), format,
                                    StandardCharsets.UTF_8, ',', Optional.empty(), Optional.empty(),
                                    Optional.empty()))));
        }
        if (item instanceof MappingNode mapping) {
            Optional<String> hub = Section.peek(mapping, "hub");
            if (hub.isPresent()) {
                var section = new Section(mapping, WorkspaceKeys.FILE, "data set '%s'".formatted(hub.get()), problems);
                refuse(section, "is for files; the hub gives Parquet; remove it", "path", "format", "encoding",
                        "separator");
                return remote(section, "data set '%s'".formatted(hub.get()), true);
            }
            String called = Section.peek(mapping, "path").map("data file '%s'"::formatted).orElse("data file");
            var section = new Section(mapping, WorkspaceKeys.FILE, called, problems);
            refuse(section, "is for data sets of the hub; remove it, or write 'hub' instead of 'path'", "config",
                    "revision");
            return file(section, item).map(Planned.Local::new);
        }
        problems.add(item, "data: a file must be a path or a mapping with path or hub, got " + Section.describe(item));
        return Optional.empty();
    }

    /// @param splitIsWord whether the key `split` names one of the data set's splits
    private static Optional<Planned> remote(Section section, String called, boolean splitIsWord) {
        Optional<String> written = section.text("hub");
        Optional<HubReference> reference = written.flatMap(
                text -> HubReference.of(HubRepository.Kind.DATASET, text.strip()));
        if (written.isPresent() && reference.isEmpty()) {
            section.problem("hub",
                    "hub must be ORGANISATION/NAME, got '%s'; write for example 'hub: takala/financial_phrasebank'"
                            .formatted(written.get()));
        }
        Optional<String> revision = HubRevisions.read(section, written);
        Optional<DataFile.Columns> columns = section.section("columns", WorkspaceKeys.COLUMNS, "columns of " + called)
                .map(DataSection::columns);
        Optional<ReferenceSource> source = labelSource(section);
        Optional<String> config = section.text("config");
        Optional<String> split = splitIsWord ? section.text("split") : Optional.empty();
        return reference.map(known -> new Planned.Remote(
                new HubSource(known.repository().name(), config, split, revision), columns, source,
                section.value("hub").orElseThrow()));
    }

    private static Optional<ReferenceSource> labelSource(Section section) {
        return section.word("label-source", ReferenceSource::of, "expert", "crowd", "model");
    }

    private Optional<DataFile> file(Section section, Node item) {
        Optional<String> shown = section.requiredText("path", "path: texts.csv");
        Optional<Path> path = shown.flatMap(text -> Paths.resolve(dir, text, message -> problems
                .add(section.value("path").orElse(item), message)));
        Optional<DataFormat> format = section.has("format")
                ? section.word("format", DataFormat::of, "csv", "jsonl", "parquet")
                : path.flatMap(present -> format(present, shown.orElseThrow(), item));
        Charset encoding = encoding(section);
        char separator = separator(section);
        Optional<ReferenceSource> source = labelSource(section);
        Optional<Split> split = section.word("split", Split::of, "train", "validation", "test");
        Optional<DataFile.Columns> columns = section
                .section("columns", WorkspaceKeys.COLUMNS, "columns of " + shown.orElse("the data file"))
                .map(DataSection::columns);
        if (split.isPresent() && columns.flatMap(DataFile.Columns::split).isPresent()) {
            section.problem("split", "split is given for the whole file and as a column; remove one");
        }
        if (path.isEmpty() || format.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new DataFile(path.get(), shown.orElseThrow(), format.get(), encoding, separator, columns,
                source, split));
    }

    private Optional<DataFormat> format(Path path, String shown, Node item) {
        Optional<DataFormat> format = DataFormat.ofPath(path);
        if (format.isEmpty()) {
            problems.add(item,
                    "data file '%s': the extension names no format; write 'format: csv', 'jsonl' or 'parquet'"
                            .formatted(shown));
        }
        return format;
    }

    private static Charset encoding(Section section) {
        Optional<String> name = section.text("encoding");
        try {
            return name.map(Charset::forName).orElse(StandardCharsets.UTF_8);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            section.problem("encoding", "encoding '%s' is unknown; write for example 'encoding: windows-1252'"
                    .formatted(name.orElseThrow()));
            return StandardCharsets.UTF_8;
        }
    }

    /// Not by [Section#text(String)]: a tab is blank, and yet a separator.
    private static char separator(Section section) {
        Optional<Node> node = section.value("separator");
        if (node.isEmpty()) {
            return ',';
        }
        if (node.get() instanceof ScalarNode scalar && scalar.getValue().length() == 1
                && "\"\r\n".indexOf(scalar.getValue().charAt(0)) < 0) {
            return scalar.getValue().charAt(0);
        }
        section.problem("separator", "separator must be one character, got %s; write for example 'separator: \";\"'"
                .formatted(Section.describe(node.get())));
        return ',';
    }

    private static DataFile.Columns columns(Section section) {
        return new DataFile.Columns(section.text("id"), section.text("text").orElse("text"), section.text("label"),
                section.text("split"));
    }

    private static DataSettings.Draw draw(Section section) {
        DataSettings.Draw standard = DataSettings.Draw.DEFAULT;
        double test = share(section, "test", standard.test());
        double validation = share(section, "validation", standard.validation());
        long seed = section.whole("seed", "42").orElse(standard.seed());
        if (test + validation > 1) {
            section.problem("test", "test and validation must be at most 1 together, got %s and %s; write 'test: %s'"
                    .formatted(test, validation, standard.test()));
            return standard;
        }
        return new DataSettings.Draw(test, validation, seed);
    }

    private static double share(Section section, String key, double standard) {
        double share = section.decimal(key, String.valueOf(standard)).orElse(standard);
        if (share < 0 || share > 1) {
            section.problem(key,
                    "%s must be from 0 to 1, got %s; write '%s: %s'".formatted(key, share, key, standard));
            return standard;
        }
        return share;
    }
}
