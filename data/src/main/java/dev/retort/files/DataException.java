package dev.retort.files;

import java.util.List;
import java.util.stream.Collectors;

/// A data file that cannot be used as it is. The message is all problems, one a line.
public final class DataException extends RuntimeException {
    private final transient List<Problem> problems;
    private final boolean resumable;

    public DataException(List<Problem> problems) {
        this(problems, false, null);
    }

    private DataException(List<Problem> problems, boolean resumable,
            @org.jspecify.annotations.Nullable Throwable cause) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")), cause);
        this.problems = List.copyOf(problems);
        this.resumable = resumable;
    }

    /// A fault after which the rest of the file cannot be read.
    static DataException fatal(Problem problem) {
        return new DataException(List.of(problem), false, null);
    }

    static DataException fatal(Problem problem, Throwable cause) {
        return new DataException(List.of(problem), false, cause);
    }

    /// A fault of one row; the reader can go on with the next.
    static DataException ofRow(Problem problem) {
        return new DataException(List.of(problem), true, null);
    }

    public List<Problem> problems() {
        return problems;
    }

    /// Whether [RowReader#next()] may be called again for the row after the faulty one.
    public boolean resumable() {
        return resumable;
    }
}
