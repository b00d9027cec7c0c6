package dev.retort.cli;

import dev.retort.pipeline.RunEvent;
import dev.retort.pipeline.RunListener;
import dev.retort.workspace.HubData;
import dev.retort.workspace.Workspaces;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/// Reads a workspace, and fetches what of its data lies on the hub.
final class Loading {
    private Loading() {}

    /// @param listener hears of what is fetched
    static Workspaces.Loaded load(Path directory, Invocation invocation, RunListener listener) {
        return Workspaces.load(directory,
                HubData.of(name -> Optional.ofNullable(invocation.environment().get(name)),
                        event -> listener.on(new RunEvent.Fetching(event))));
    }

    /// With progress on stderr, for commands that show none of their own.
    static Workspaces.Loaded load(Path directory, Invocation invocation, PrintWriter err) {
        try (var screen = new Screen(err, invocation.terminal(), false)) {
            return load(directory, invocation, screen);
        }
    }
}
