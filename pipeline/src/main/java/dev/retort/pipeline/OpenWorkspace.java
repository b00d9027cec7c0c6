package dev.retort.pipeline;

import dev.retort.dataset.Dataset;
import dev.retort.dataset.Example;
import dev.retort.store.ActivityLock;
import dev.retort.store.Store;
import dev.retort.student.TrainOptions;
import dev.retort.workspace.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/// A workspace with its texts and its store, held by one run at a time.
public final class OpenWorkspace implements AutoCloseable {
    private final Workspace workspace;
    private final Dataset dataset;
    private final Store store;
    private final ActivityLock lock;
    private final Clock clock;

    private OpenWorkspace(Workspace workspace, Dataset dataset, Store store, ActivityLock lock, Clock clock) {
        this.workspace = workspace;
        this.dataset = dataset;
        this.store = store;
        this.lock = lock;
        this.clock = clock;
    }

    /// Takes the workspace for one activity and opens its store, making it if there is none.
    ///
    /// @param activity such as `run`; a second one of the same name is refused and told who holds it
    public static OpenWorkspace open(Workspace workspace, Dataset dataset, String activity, Clock clock) {
        Path database = workspace.dir().resolve("retort.db");
        Store.check(database); // before the lock leaves a trace in a directory that we cannot use
        ActivityLock lock = ActivityLock.acquire(workspace.dir(), activity);
        try {
            return new OpenWorkspace(workspace, dataset, Store.open(database), lock, clock);
        } catch (RuntimeException | Error failure) {
            closeSuppressed(lock, failure);
            throw failure;
        }
    }

    /// This store and these texts with other options of the student; to be closed through the original only.
    OpenWorkspace with(TrainOptions student) {
        return new OpenWorkspace(workspace.with(student), dataset, store, lock, clock);
    }

    public Workspace workspace() {
        return workspace;
    }

    public Dataset dataset() {
        return dataset;
    }

    public List<Example> examples() {
        return dataset.examples();
    }

    public Store store() {
        return store;
    }

    public Clock clock() {
        return clock;
    }

    public Path students() {
        return workspace.dir().resolve("students");
    }

    public Path reports() {
        return workspace.dir().resolve("reports");
    }

    private static void closeSuppressed(AutoCloseable open, Throwable failure) {
        try {
            open.close();
        } catch (Exception second) {
            failure.addSuppressed(second);
        }
    }

    @Override
    public void close() {
        try {
            store.close();
        } finally {
            lock.close();
        }
    }
}
