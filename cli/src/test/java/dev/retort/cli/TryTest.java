package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.energy.Rapl;
import dev.retort.hosts.Hosts;
import dev.retort.pipeline.OpenWorkspace;
import dev.retort.pipeline.Run;
import dev.retort.pipeline.RunEvent;
import dev.retort.pipeline.RunException;
import dev.retort.pipeline.RunListener;
import dev.retort.pipeline.StopSignal;
import dev.retort.pipeline.Workbench;
import dev.retort.store.Store;
import dev.retort.train.TrainEvent;
import dev.retort.workspace.SettingsGrid;
import dev.retort.workspace.Workspaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `train --try`.
class TryTest {
    @TempDir
    private Path dir;

    @Test
    void settingsAreComparedOnTheSameHeldOutTexts() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        assertThat(Session.of("annotate", "-q", dir.toString()).status()).isZero();

        Session session = Session.of("train", "--try", "lr=1e-12,1e-3", "--try", "epochs=1", dir.toString());

        assertThat(session.status()).as(session.err()).isZero();
        // 40 training texts, a tenth of each label held out
        assertThat(session.err()).contains("setting 1 of 2: learning-rate=1e-12 epochs=1",
                "36 texts to learn, 4 held out",
                "setting 2 of 2: learning-rate=1e-3 epochs=1");
        assertThat(session.out()).contains("only best right", "learning-rate=1e-12 epochs=1", "(best)",
                "To train with the best, write under 'student:' in retort.yaml:", "  epochs: 1",
                "Compared on 4 held-out texts", "test texts were not looked at")
                .containsPattern("The other is (not surely )?worse \\(McNemar's exact test, 5 %\\)");
        assertThat(dir.resolve("students")).doesNotExist();
        assertThat(dir.resolve("reports")).doesNotExist();
        try (Store store = Store.open(workspace.file("retort.db"))) {
            assertThat(store.students()).isEmpty();
            assertThat(store.stage("train")).isEmpty();
            assertThat(store.evaluations()).isEmpty();
        }
        try (var runs = Files.list(dir.resolve("runs"))) {
            assertThat(runs.map(run -> run.getFileName().toString()).sorted()).hasSize(2)
                    .first().asString().startsWith("try-learning-rate=1e-12_epochs=1-");
        }
        try (var left = Files.list(dir.resolve(".retort"))) {
            assertThat(left.map(file -> file.getFileName().toString())).contains("tries")
                    .noneMatch(name -> name.startsWith("try-"));
        }

        Session again = Session.of("train", "--json", "--try", "epochs=1", "--try", "lr=0.001,1e-12",
                dir.toString());

        assertThat(again.err()).contains("setting 1 of 2: epochs=1 learning-rate=0.001, nothing new")
                .doesNotContain("texts to learn");
        JsonNode json = JsonMapper.shared().readTree(again.out());
        assertThat(json.path("heldOut").asInt()).isEqualTo(4);
        assertThat(json.path("settings").size()).isEqualTo(2);
        assertThat(json.path("settings").path(0).path("setting").path("learning-rate").asString()).isEqualTo("0.001");
        assertThat(json.path("settings").path(0).path("epochs").asInt()).isEqualTo(1);
    }

    @Test
    void interruptedTrialGoesOn() throws Exception {
        TinyWorkspace.replaying(dir);
        assertThat(Session.of("annotate", "-q", dir.toString()).status()).isZero();
        var stop = new StopSignal();
        assertThatThrownBy(() -> tryOut(stop, event -> {
            if (event instanceof RunEvent.Training(TrainEvent.EpochEnded _)) {
                stop.stop(); // after the first epoch of the first setting
            }
        })).isInstanceOf(RunException.class).hasMessageContaining("run the same command to go on");

        var started = new ArrayList<Integer>();
        tryOut(new StopSignal(), event -> {
            if (event instanceof RunEvent.Training(TrainEvent.Started start)) {
                started.add(start.finishedEpochs());
            }
        });

        assertThat(started).containsExactly(1, 0);
    }

    private void tryOut(StopSignal stop, RunListener listener) throws Exception {
        var loaded = Workspaces.load(dir);
        var clock = Clock.systemUTC();
        var workbench = new Workbench(clock, _ -> Optional.empty(), dir.resolve("bases"), 2, new Rapl(List.of()),
                "test");
        try (var hosts = new Hosts(workbench.environment(), clock);
                var open = OpenWorkspace.open(loaded.workspace(), loaded.dataset(), "run", clock)) {
            new Run(open, workbench, hosts, listener, stop)
                    .tryOut(SettingsGrid.of(dir, List.of("lr=1e-4,1e-3")));
        }
    }

    @Test
    void badSettingsAreToldBeforeAnythingIsTouched() throws IOException {
        TinyWorkspace.replaying(dir);
        var before = Snapshot.of(dir);
        Session session = Session.of("train", "--try", "lr=7", "--try", "batchsize=8", dir.toString());
        assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(session.err().lines()).hasSize(2).anyMatch(line -> line.contains("--try learning-rate=7: student: "))
                .anyMatch(line -> line.contains("--try batchsize=8: student: unknown key 'batchsize'; did you mean "
                        + "'batch-size'?"));
        assertThat(Snapshot.of(dir)).isEqualTo(before);
    }

    @Test
    void studentStaysAsItIs() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        assertThat(Session.of("run", "-q", dir.toString()).status()).isZero();
        var before = Snapshot.of(dir.resolve("students"));

        assertThat(Session.of("train", "-q", "--try", "seed=1,2", "--try", "epochs=1", dir.toString()).status())
                .isZero();

        assertThat(Snapshot.of(dir.resolve("students"))).isEqualTo(before);
        assertThat(Session.of("train", dir.toString()).err()).contains("nothing new");
        assertThat(workspace.file("reports/index.html")).exists();
    }
}
