package dev.retort.workspace;

import dev.retort.files.Problem;
import java.util.List;
import java.util.stream.Collectors;

/// A workspace that cannot be used as it is. The message is all problems, one a line, in file order.
public final class WorkspaceException extends RuntimeException {
    private final transient List<Problem> problems;

    public WorkspaceException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
