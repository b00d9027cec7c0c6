package dev.retort.workspace;

import static dev.retort.workspace.LeastWorkspace.LEAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retort.files.Problem;
import dev.retort.student.TrainOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsGridTest {
    @TempDir
    private Path dir;

    @BeforeEach
    void workspace() throws IOException {
        LeastWorkspace.writeFiles(dir);
        Files.writeString(dir.resolve("retort.yaml"), LEAST);
    }

    private List<Setting> grid(String... given) {
        return SettingsGrid.of(dir, List.of(given));
    }

    private List<String> problems(String... given) {
        WorkspaceException refused = catchThrowableOfType(WorkspaceException.class, () -> grid(given));
        return refused.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void severalKeysMakeAGrid() {
        List<Setting> grid = grid("lr=1e-5,3e-5", "batch_size=8,16");
        assertThat(grid).extracting(Setting::words).containsExactly("learning-rate=1e-5 batch-size=8",
                "learning-rate=1e-5 batch-size=16", "learning-rate=3e-5 batch-size=8",
                "learning-rate=3e-5 batch-size=16");
        TrainOptions last = grid.getLast().student();
        assertThat(last.learningRate()).isEqualTo(3e-5);
        assertThat(last.batchSize()).isEqualTo(16);
        assertThat(last.epochs()).isEqualTo(TrainOptions.DEFAULT.epochs());
    }

    @Test
    void whatTheFileSaysStaysUnlessItIsTried() throws IOException {
        Files.writeString(dir.resolve("retort.yaml"), LEAST + "student: {lr: 2e-4, epochs: 7}\n");
        List<Setting> grid = grid("learning-rate=1e-5");
        assertThat(grid).hasSize(1);
        assertThat(grid.getFirst().student().learningRate()).isEqualTo(1e-5);
        assertThat(grid.getFirst().student().epochs()).isEqualTo(7);
        assertThat(grid("soft-labels=true,false")).extracting(one -> one.student().softLabels())
                .containsExactly(true, false);
    }

    @Test
    void valuesThatMeanTheSameAreTriedOnce() {
        assertThat(grid("lr=1e-5,0.00001,2e-5")).extracting(Setting::words).containsExactly("learning-rate=1e-5",
                "learning-rate=2e-5");
    }

    @Test
    void everyBadKeyAndValueHasItsLine() {
        assertThat(problems("lr=1e-5,2,fast", "epoch=3", "batch-size=8, ", "warmup", "validation-share=0.2",
                "teacher=a", "seed=1", "seed=2", "base=nowhere", "epochs=[1]"))
                .hasSize(10)
                .contains("--try epoch=3: student: unknown key 'epoch'; did you mean 'epochs'?",
                        "--try batch-size=8, : must be a key of 'student:' and its values; write '--try lr=1e-5,3e-5'",
                        "--try warmup: must be a key of 'student:' and its values; write '--try lr=1e-5,3e-5'",
                        "--try validation-share=0.2: validation-share cannot be tried: it decides which texts are held "
                                + "out, and settings are compared on the same ones; write it into retort.yaml",
                        "--try teacher=a: teacher cannot be tried: settings are compared by the labels of one teacher; "
                                + "write it into retort.yaml",
                        "--try seed=2: seed is given twice; write all its values into one --try")
                .anySatisfy(line -> assertThat(line)
                        .startsWith("--try learning-rate=2: student: learning-rate must be above 0, at most 1, got 2"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("--try learning-rate=fast: student: learning-rate must be a number, got 'fast'"))
                .anySatisfy(line -> assertThat(line).startsWith("--try base=nowhere: student: "))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("--try epochs=[1]: student: epochs must be a whole number, got a list"))
                .noneMatch(line -> line.contains("retort.yaml:"));
    }

    @Test
    void brokenYamlIsAProblemToo() {
        assertThat(problems("lr=\"1")).singleElement().asString()
                .isEqualTo("--try learning-rate=\"1: is no value of YAML; write it as in retort.yaml");
    }

    @Test
    void tooManySettingsAreRefused() {
        assertThat(problems("lr=1e-5,2e-5,3e-5,4e-5,5e-5", "batch-size=4,8,16,32,64")).containsExactly(
                "--try: at most 24 settings are tried at once, got 25; try fewer values of a key");
    }
}
