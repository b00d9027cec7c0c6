package dev.retort.workspace;

import dev.retort.files.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Reads the workspace file into its tree of nodes, which know their lines. Size, nesting and aliases are limited, so
/// that no file can exhaust memory or stack.
final class YamlFile {
    static final int MAX_BYTES = 1 << 20;
    static final int MAX_DEPTH = 32;
    static final int MAX_ALIASES = 100;

    private static final LoadSettings SETTINGS = LoadSettings.builder().setLabel(Workspace.FILE)
            .setMaxAliasesForCollections(MAX_ALIASES).setCodePointLimit(MAX_BYTES).setUseMarks(true)
            .setSchema(new CoreSchema()).build();

    private YamlFile() {}

    /// The file's mapping; empty if it cannot be read, with one problem added.
    static Optional<MappingNode> read(Path file, YamlProblems problems) {
        return text(file, problems).flatMap(text -> compose(text, problems));
    }

    private static Optional<String> text(Path file, YamlProblems problems) {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                return refuse(problems, 0, "has %,d bytes, at most %,d are allowed; put texts into data files"
                        .formatted(size, MAX_BYTES));
            }
            byte[] bytes = Files.readAllBytes(file);
            int line = 1;
            for (byte value : bytes) {
                if (value == 0) {
                    return refuse(problems, line, "has a NUL character, which no text has; remove it");
                }
                line += value == '\n' ? 1 : 0;
            }
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException _) {
            return refuse(problems, 0, "is not UTF-8; save it as UTF-8");
        } catch (IOException failure) {
            return refuse(problems, 0, "cannot be read: " + failure.getMessage());
        }
    }

    private static Optional<MappingNode> compose(String text, YamlProblems problems) {
        try {
            if (!requireLimits(text, problems)) {
                return Optional.empty();
            }
            Optional<Node> root = new Compose(SETTINGS).composeString(text);
            if (root.isEmpty()) {
                return refuse(problems, 0, "is empty; 'retort init' writes one to start from");
            }
            if (root.get() instanceof MappingNode mapping) {
                return Optional.of(mapping);
            }
            return refuse(problems, 1, "must be a mapping that starts with 'version: 1'");
        } catch (MarkedYamlEngineException broken) {
            long line = broken.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            return refuse(problems, line, "is broken YAML: " + explain(broken));
        } catch (YamlEngineException broken) {
            return refuse(problems, 0, "is broken YAML: " + broken.getMessage());
        }
    }

    private static String explain(MarkedYamlEngineException broken) {
        String problem = broken.getProblem();
        if (problem.contains("TAB")) {
            return "a tab character; indent with spaces";
        }
        String context = broken.getContext() == null ? "" : broken.getContext() + ", ";
        return context + problem;
    }

    /// Walks the events, which need no stack, before the tree is built, which does.
    private static boolean requireLimits(String text, YamlProblems problems) {
        int depth = 0;
        int aliases = 0;
        for (Event event : new Parse(SETTINGS).parseString(text)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                case Alias -> aliases++;
                default -> {
                }
            }
            if (depth > MAX_DEPTH || aliases > MAX_ALIASES) {
                long line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
                refuse(problems, line, depth > MAX_DEPTH
                        ? "is nested more than %d deep; write it flatter".formatted(MAX_DEPTH)
                        : "has more than %d aliases; write them out".formatted(MAX_ALIASES));
                return false;
            }
        }
        return true;
    }

    private static <T> Optional<T> refuse(YamlProblems problems, long line, String message) {
        problems.add(line > 0 ? Problem.at(Workspace.FILE, line, message) : Problem.of(Workspace.FILE, message));
        return Optional.empty();
    }
}
