package dev.retort.cli;

import dev.retort.hosts.Hosts;
import dev.retort.pipeline.RunException;
import dev.retort.pipeline.TeacherService;
import dev.retort.workspace.Workspace;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/// The teacher of a workspace, to be asked by commands that work with a student.
record TeacherOnCall(Hosts hosts, TeacherService service) implements AutoCloseable {
    /// @param named on the command line as student or workspace
    /// @param notes hears why the teacher is not asked any further
    /// @throws RunException if it is not a workspace, or its teacher cannot be asked
    static TeacherOnCall open(Path named, Invocation invocation, PrintWriter err, Consumer<String> notes) {
        if (!Files.isRegularFile(named.resolve(Workspace.FILE))) {
            throw new RunException(
                    "%s: no workspace (no retort.yaml), so there is no teacher to ask; name the workspace, or leave '--ask-below' out"
                            .formatted(named));
        }
        var hosts = new Hosts(name -> Optional.ofNullable(invocation.environment().get(name)), Clock.systemUTC());
        try {
            return new TeacherOnCall(hosts, TeacherService.open(Loading.load(named, invocation, err), hosts, notes));
        } catch (RuntimeException | Error failure) {
            hosts.close();
            throw failure;
        }
    }

    @Override
    public void close() {
        try {
            service.close();
        } finally {
            hosts.close();
        }
    }
}
