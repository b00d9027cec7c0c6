package dev.retort.workspace;

import dev.retort.files.Problem;
import dev.retort.student.TrainOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// All combinations of values for keys of `student:`, each read as if it stood in `retort.yaml`. So every key, alias,
/// range and message of the file holds here too.
public final class SettingsGrid {
    /// Beyond that it is a search for chance: of so many settings, one looks good on a few hundred texts anyway.
    public static final int MOST = 24;

    private static final String STUDENT = "student";
    /// These decide on which texts settings are compared, or what the right labels are.
    private static final Map<String, String> REFUSED = Map.of(
            "validation-share", "it decides which texts are held out, and settings are compared on the same ones",
            "teacher", "settings are compared by the labels of one teacher");
    private static final LoadSettings YAML = LoadSettings.builder().setSchema(new CoreSchema()).build();

    private final Path dir;
    private final List<Problem> problems = new ArrayList<>();

    private SettingsGrid(Path dir) {
        this.dir = dir;
    }

    /// @param dir of a workspace whose `retort.yaml` has no fault
    /// @param given such as `lr=1e-5,3e-5`; several make a grid
    /// @return at least one setting, no two of which mean the same
    /// @throws WorkspaceException with a line for each bad key or value, or one for too many settings
    public static List<Setting> of(Path dir, List<String> given) {
        return new SettingsGrid(dir).read(given);
    }

    private List<Setting> read(List<String> given) {
        var axes = new LinkedHashMap<String, List<String>>();
        given.forEach(text -> axis(text, axes));
        axes.forEach((key, values) -> values.forEach(value -> {
            var one = new LinkedHashMap<String, String>();
            one.put(key, value);
            student(one);
        }));
        refuseProblems();
        long runs = axes.values().stream().mapToLong(List::size).reduce(1, Math::multiplyExact);
        if (runs > MOST) {
            problems.add(Problem.of("--try", "at most %d settings are tried at once, got %,d; try fewer values of a key"
                    .formatted(MOST, runs)));
            refuseProblems();
        }
        List<Setting> settings = combinations(axes);
        refuseProblems();
        return settings;
    }

    private void refuseProblems() {
        if (!problems.isEmpty()) {
            throw new WorkspaceException(problems);
        }
    }

    private void axis(String text, SequencedMap<String, List<String>> axes) {
        int equals = text.indexOf('=');
        String written = equals < 0 ? text.strip() : text.substring(0, equals).strip();
        String key = WorkspaceKeys.STUDENT.aliases().getOrDefault(written, written);
        List<String> values = equals < 0
                ? List.of()
                : List.of(text.substring(equals + 1).split(",", -1)).stream().map(String::strip).toList();
        if (values.isEmpty() || values.contains("")) {
            problem(text, "must be a key of 'student:' and its values; write '--try lr=1e-5,3e-5'");
        } else if (!WorkspaceKeys.STUDENT.names().contains(key)) {
            problem(text, "student: unknown key '" + written + "'"
                    + Nearest.suggestion(written, WorkspaceKeys.STUDENT.names()));
        } else if (REFUSED.containsKey(key)) {
            problem(text, "%s cannot be tried: %s; write it into retort.yaml".formatted(key, REFUSED.get(key)));
        } else if (axes.putIfAbsent(key, values) != null) {
            problem(text, "%s is given twice; write all its values into one --try".formatted(key));
        }
    }

    private void problem(String text, String message) {
        problems.add(Problem.of("--try " + text, message));
    }

    private List<Setting> combinations(SequencedMap<String, List<String>> axes) {
        List<SequencedMap<String, String>> grid = List.of(new LinkedHashMap<>());
        for (Map.Entry<String, List<String>> axis : axes.entrySet()) {
            var wider = new ArrayList<SequencedMap<String, String>>();
            for (SequencedMap<String, String> values : grid) {
                for (String value : axis.getValue()) {
                    var more = new LinkedHashMap<>(values);
                    more.put(axis.getKey(), value);
                    wider.add(more);
                }
            }
            grid = wider;
        }
        var settings = new LinkedHashMap<TrainOptions, Setting>();
        for (SequencedMap<String, String> values : grid) {
            student(values).ifPresent(options -> settings.putIfAbsent(options, new Setting(values, options)));
        }
        return List.copyOf(settings.values());
    }

    /// The student's options with these values in the file; what is wrong with them is added to the problems.
    private Optional<TrainOptions> student(SequencedMap<String, String> values) {
        var found = new YamlProblems();
        Optional<WorkspaceReader.Parts> parts = Optional.empty();
        try {
            parts = YamlFile.read(dir.resolve(Workspace.FILE), found)
                    .flatMap(file -> WorkspaceReader.parts(dir, with(file, values), found));
        } catch (YamlEngineException broken) {
            problem(Setting.words(values), "is no value of YAML; write it as in retort.yaml");
        }
        found.all().forEach(one -> problem(Setting.words(values), one.message()));
        return found.isEmpty() ? parts.map(WorkspaceReader.Parts::student) : Optional.empty();
    }

    private static MappingNode with(MappingNode file, SequencedMap<String, String> values) {
        var root = new ArrayList<>(file.getValue());
        Optional<NodeTuple> old = root.stream().filter(entry -> name(entry).equals(STUDENT)).findFirst();
        old.ifPresent(root::remove);
        var student = new ArrayList<NodeTuple>();
        if (old.isPresent() && old.get().getValueNode() instanceof MappingNode mapping) {
            mapping.getValue().stream().filter(entry -> !values.containsKey(
                    WorkspaceKeys.STUDENT.aliases().getOrDefault(name(entry), name(entry)))).forEach(student::add);
        }
        values.forEach((key, value) -> student.add(new NodeTuple(scalar(key), scalar(value))));
        root.add(new NodeTuple(scalar(STUDENT), new MappingNode(Tag.MAP, student, FlowStyle.BLOCK)));
        return new MappingNode(Tag.MAP, root, FlowStyle.BLOCK);
    }

    private static Node scalar(String text) {
        return new Compose(YAML).composeString(text).orElseThrow();
    }

    private static String name(NodeTuple entry) {
        return entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
    }
}
