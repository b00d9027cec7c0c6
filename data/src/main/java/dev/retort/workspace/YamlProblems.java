package dev.retort.workspace;

import dev.retort.files.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/// Gathers what is wrong with the workspace file.
final class YamlProblems {
    private final List<Problem> problems = new ArrayList<>();

    void add(Node where, String message) {
        problems.add(Problem.at(Workspace.FILE, lineOf(where), message));
    }

    void add(Problem problem) {
        problems.add(problem);
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /// In the order of their lines.
    List<Problem> all() {
        return problems.stream().sorted(Comparator.comparingLong(problem -> problem.line().orElse(0))).toList();
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
