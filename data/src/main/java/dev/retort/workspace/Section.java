package dev.retort.workspace;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.NodeType;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A mapping of the workspace file. What is wrong with a value is added to the problems, and the value counts as not
/// given. So does a key without a value.
final class Section {
    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,3})?");
    private static final Pattern SECRET = Pattern.compile("(api[-_]?)?key|token|secret|password|authorization");

    private final MappingNode node;
    private final WorkspaceKeys keys;
    private final String called;
    private final YamlProblems problems;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> leftOut = new HashMap<>();

    /// @param called what messages call the mapping, for example `teacher 'mixtral'`; empty for the file itself
    Section(MappingNode node, WorkspaceKeys keys, String called, YamlProblems problems) {
        this.node = node;
        this.keys = keys;
        this.called = called;
        this.problems = problems;
        var spellings = new HashMap<String, String>();
        for (NodeTuple entry : node.getValue()) {
            add(entry, spellings);
        }
    }

    private void add(NodeTuple entry, Map<String, String> spellings) {
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
            problems.add(entry.getKeyNode(), in() + "keys must be words");
            return;
        }
        String name = keys.aliases().getOrDefault(key.getValue(), key.getValue());
        if (!keys.names().contains(name)) {
            problems.add(key, in() + "unknown key '" + key.getValue() + "'" + remedy(key.getValue()));
            return;
        }
        String other = spellings.putIfAbsent(name, key.getValue());
        if (other != null) {
            problems.add(key, in() + (other.equals(key.getValue())
                    ? "'%s' is written twice; remove one".formatted(other)
                    : "'%s' and '%s' mean the same; remove one".formatted(other, key.getValue())));
            return;
        }
        (isNull(entry.getValueNode()) ? leftOut : values).put(name, entry.getValueNode());
    }

    private String remedy(String key) {
        if (isSecret(key)) {
            return "; keys are never written here: put it into an environment variable and name that in 'key-variable'";
        }
        String instead = keys.instead().get(key);
        return instead == null ? Nearest.suggestion(key, keys.names()) : "; " + instead;
    }

    private boolean isSecret(String key) {
        return keys.equals(WorkspaceKeys.TEACHER) && SECRET.matcher(key.toLowerCase(Locale.ROOT)).matches();
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /// Whether the key is given as null: `temperature: ~`.
    boolean isLeftOut(String key) {
        return leftOut.containsKey(key);
    }

    /// Adds a problem with a key's value, or with the mapping if the key is not given.
    void problem(String key, String message) {
        problems.add(values.getOrDefault(key, node), in() + message);
    }

    /// Adds a problem and the start of its message: `key must be RULE, got VALUE; REMEDY`.
    private void wrong(String key, Node value, String rule, String remedy) {
        problem(key, "%s must be %s, got %s; %s".formatted(key, rule, describe(value), remedy));
    }

    private void missing(String key, String example) {
        problems.add(node, in() + "%s is missing; write '%s'".formatted(key, example));
    }

    private String in() {
        return called.isEmpty() ? "" : called + ": ";
    }

    /// Text, or a number or truth value as written.
    Optional<String> text(String key) {
        Node value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof ScalarNode scalar) {
            if (scalar.getValue().isBlank()) {
                problem(key, "%s is empty; write a text or remove the key".formatted(key));
                return Optional.empty();
            }
            return Optional.of(scalar.getValue());
        }
        wrong(key, value, "a text", "write '%s: ...'".formatted(key));
        return Optional.empty();
    }

    /// @param example of the line to write
    Optional<String> requiredText(String key, String example) {
        if (!values.containsKey(key)) {
            missing(key, example);
        }
        return text(key);
    }

    /// A word of a fixed set.
    <T> Optional<T> word(String key, java.util.function.Function<String, Optional<T>> reader, String... known) {
        Optional<String> word = text(key);
        Optional<T> value = word.flatMap(reader);
        if (word.isPresent() && value.isEmpty()) {
            List<String> all = List.of(known);
            problem(key, "%s must be one of %s, got '%s'%s".formatted(key, String.join(", ", all), word.get(),
                    Nearest.to(word.get(), all).map("; did you mean '%s'?"::formatted)
                            .orElse("; write '%s: %s'".formatted(key, all.getFirst()))));
        }
        return value;
    }

    Optional<Long> whole(String key, String example) {
        return number(key, WHOLE, "a whole number", example).map(Long::valueOf);
    }

    Optional<Double> decimal(String key, String example) {
        return number(key, DECIMAL, "a number", example).map(Double::valueOf);
    }

    private Optional<String> number(String key, Pattern form, String rule, String example) {
        Node value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof ScalarNode scalar && scalar.isPlain() && form.matcher(scalar.getValue()).matches()) {
            return Optional.of(scalar.getValue());
        }
        wrong(key, value, rule, "write '%s: %s'".formatted(key, example));
        return Optional.empty();
    }

    Optional<Boolean> flag(String key) {
        Node value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
            return Optional.of(Boolean.valueOf(scalar.getValue().toLowerCase(Locale.ROOT)));
        }
        wrong(key, value, "true or false", "write '%s: false'".formatted(key));
        return Optional.empty();
    }

    /// The value under a key as plain Java: text, number, truth value, list or map.
    Optional<Object> plain(String key) {
        return Optional.ofNullable(values.get(key)).map(Section::plain);
    }

    private static Object plain(Node value) {
        return switch (value) {
            case ScalarNode scalar when !scalar.isPlain() -> scalar.getValue();
            case ScalarNode scalar when WHOLE.matcher(scalar.getValue()).matches() -> Long.valueOf(scalar.getValue());
            case ScalarNode scalar when DECIMAL.matcher(scalar.getValue()).matches() -> Double.valueOf(
                    scalar.getValue());
            case ScalarNode scalar when scalar.getTag().equals(Tag.BOOL) -> Boolean.valueOf(
                    scalar.getValue().toLowerCase(Locale.ROOT));
            case ScalarNode scalar -> scalar.getValue();
            case SequenceNode sequence -> sequence.getValue().stream().map(Section::plain).toList();
            case MappingNode mapping -> {
                var map = new LinkedHashMap<String, Object>();
                mapping.getValue().forEach(
                        entry -> map.put(String.valueOf(plain(entry.getKeyNode())), plain(entry.getValueNode())));
                yield map;
            }
            default -> value.toString();
        };
    }

    /// The mapping under a key.
    Optional<Section> section(String key, WorkspaceKeys itsKeys, String itsName) {
        Node value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof MappingNode mapping) {
            return Optional.of(new Section(mapping, itsKeys, itsName, problems));
        }
        wrong(key, value, "a mapping", "write its keys indented below '%s:'".formatted(key));
        return Optional.empty();
    }

    Optional<Section> requiredSection(String key, WorkspaceKeys itsKeys, String itsName) {
        if (!values.containsKey(key)) {
            missing(key, key + ": ...");
        }
        return section(key, itsKeys, itsName);
    }

    /// The items of the list under a key; none if it is not given.
    List<Node> items(String key) {
        Node value = values.get(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        wrong(key, value, "a list", "write its items below '%s:', each after '- '".formatted(key));
        return List.of();
    }

    List<Node> requiredItems(String key, String example) {
        if (!values.containsKey(key)) {
            missing(key, example);
        } else if (values.get(key) instanceof SequenceNode sequence && sequence.getValue().isEmpty()) {
            problem(key, "%s is empty; write '%s'".formatted(key, example));
        }
        return items(key);
    }

    /// The value under a key, whatever it is.
    Optional<Node> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    YamlProblems problems() {
        return problems;
    }

    /// The text under a key of a mapping not yet read, to call the mapping by.
    static Optional<String> peek(MappingNode node, String key) {
        return node.getValue().stream()
                .filter(entry -> entry.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key))
                .map(NodeTuple::getValueNode).filter(ScalarNode.class::isInstance)
                .map(value -> ((ScalarNode) value).getValue()).findFirst();
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    static String describe(Node node) {
        if (node.getNodeType() == NodeType.MAPPING) {
            return "a mapping";
        }
        if (node.getNodeType() == NodeType.SEQUENCE) {
            return "a list";
        }
        if (isNull(node)) {
            return "nothing";
        }
        String text = ((ScalarNode) node).getValue();
        String start = text.length() > 40 ? text.substring(0, 40) + "..." : text;
        if (!((ScalarNode) node).isPlain()) {
            return "the text '" + start + "'";
        }
        return node.getTag().equals(Tag.STR) ? "'" + start + "'" : start;
    }
}
