package dev.retort.pipeline;

import dev.retort.base.BaseModels;
import dev.retort.encoder.Classifier;
import dev.retort.hub.Hub;
import dev.retort.hub.HubListener;
import dev.retort.hub.HubSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The base model that the workspace names, unpacked or fetched if need be.
final class StudentBase {
    private StudentBase() {}

    /// The base model's directory. A local one is named relative to the workspace.
    ///
    /// @throws RunException if the run is told to stop while it is fetched; what came is kept
    static Path directory(OpenWorkspace open, Workbench workbench, RunListener listener, StopSignal stop)
            throws IOException {
        String name = open.workspace().student().base();
        Path local = open.workspace().dir().resolve(name);
        HubListener progress = event -> {
            listener.on(new RunEvent.Fetching(event));
            if (stop.given()) {
                throw new RunException("stopped; what was fetched is kept, run the same command to go on");
            }
        };
        Path base = BaseModels.resolve(Files.isDirectory(local) ? local.toString() : name, workbench.baseCache(),
                () -> new Hub(HubSettings.of(workbench.environment()::read), progress));
        Classifier.requireWeights(base);
        return base;
    }
}
