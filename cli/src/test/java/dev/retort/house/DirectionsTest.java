package dev.retort.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DirectionsTest {

    @Test
    void houseKeepsItsDirections() throws IOException {
        Path root = Path.of(System.getProperty("retort.root", ".."));
        var rooms = new ArrayList<Room>();
        for (String module : Room.modules(root.resolve("pom.xml"))) {
            rooms.add(Room.read(root.resolve(module)));
        }
        assertThat(rooms).extracting(Room::name).contains("core", "infer", "cli");
        assertThat(rooms).flatExtracting(Room::sources).hasSizeGreaterThan(20);
        assertThat(Directions.violations(rooms)).isEmpty();
    }

    @Test
    void moduleThatDependsUpwardsIsFound() {
        assertThat(Directions.violations(List.of(new Room("core", Set.of("store"), List.of()))))
                .containsExactly("core must not depend on store");
    }

    @Test
    void moduleOutsideTheTableIsFound() {
        assertThat(Directions.violations(List.of(new Room("extras", Set.of(), List.of()))))
                .containsExactly("module extras is not in the table: say what it may depend on");
    }

    @Test
    void importOfAPackageBeyondTheDependenciesIsFound() {
        var store = room("store", source("dev.retort.store", "class Store {}"));
        var infer = room("infer", source("dev.retort.infer", "import dev.retort.store.Store;"));
        assertThat(Directions.violations(List.of(store, infer)))
                .containsExactly("dev.retort.infer.A.java (infer) must not know dev.retort.store (store)");
    }

    @Test
    void dependenciesOfDependenciesMayBeSeen() {
        var core = room("core", source("dev.retort.task", "record Task() {}"));
        var cli = room("cli", source("dev.retort.cli", "import dev.retort.task.Task;"));
        assertThat(Directions.violations(List.of(core, cli))).isEmpty();
    }

    @Test
    void libtorchInTheExportIsFound() {
        var train = room("train", source("dev.retort.onnx", "import org.bytedeco.pytorch.Tensor;"));
        assertThat(Directions.violations(List.of(train))).containsExactly("dev.retort.onnx.A.java names org.bytedeco.: "
                + "libtorch stays in the encoders and the training loop");
    }

    @Test
    void requestsFromElsewhereThanHostsAndHubAreFound() {
        var data = room("data", source("dev.retort.hub", "import java.net.http.HttpClient;"),
                source("dev.retort.workspace", "import java.net.http.HttpClient;"));
        assertThat(Directions.violations(List.of(data)))
                .containsExactly("dev.retort.workspace.A.java names java.net.http.: requests leave from hosts and hub");
    }

    @Test
    void qualifiedNamesCountAsImports() {
        var train = room("train", source("dev.retort.onnx", "var x = new org.bytedeco.pytorch.Tensor();"));
        assertThat(Directions.violations(List.of(train))).hasSize(1);
    }

    @Test
    void threadsInCoreAreFound() {
        var core = room("core",
                source("dev.retort.votes", "class A { void b() { Thread.startVirtualThread(null); } }"));
        assertThat(Directions.violations(List.of(core)))
                .containsExactly("dev.retort.votes.A.java names Thread., which core must not");
    }

    @Test
    void packagesInACircleAreFound() {
        var core = room("core", source("dev.retort.task", "import dev.retort.votes.Vote;"),
                source("dev.retort.votes", "import dev.retort.task.Task;"));
        assertThat(Directions.violations(List.of(core))).containsExactly(
                "packages in a circle: dev.retort.task and dev.retort.votes",
                "packages in a circle: dev.retort.votes and dev.retort.task");
    }

    private static Room room(String name, Source... sources) {
        return new Room(name, Set.of(), List.of(sources));
    }

    private static Source source(String home, String code) {
        return new Source("A.java", home, code);
    }
}
