package dev.retort.cli;

/// What the process tells the shell.
public final class ExitStatus {
    /// All that was asked is done.
    public static final int DONE = 0;
    /// The work could not be done: bad input, a refused key, a full disk. One line on stderr says which.
    public static final int FAILED = 1;
    /// The command line itself is wrong: nothing was tried.
    public static final int USAGE = 2;
    /// Ctrl+C or SIGTERM: what was done is kept, the same command goes on.
    public static final int INTERRUPTED = 130;

    private ExitStatus() {}
}
