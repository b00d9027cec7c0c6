package dev.retort.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.dataset.Split;
import dev.retort.files.DataException;
import dev.retort.files.DataFormat;
import dev.retort.files.RowWriter;
import dev.retort.files.Rows;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

class WorkspaceWriterTest {
    @TempDir
    Path dir;

    @Test
    void aBlankWorkspaceIsReadWithoutAProblem() throws IOException {
        Path made = dir.resolve("new");

        WorkspaceWriter.Written written = WorkspaceWriter.blank(made);

        Workspaces.Loaded loaded = Workspaces.load(made);
        assertThat(loaded.workspace().name()).isEqualTo("new");
        assertThat(loaded.workspace().task().labelNames()).containsExactly("negative", "positive");
        assertThat(loaded.dataset().examples()).hasSize(8);
        assertThat(written.file()).isEqualTo(made.resolve("retort.yaml"));
        assertThat(Files.readString(written.file())).contains("# How votes are read").doesNotContain("\r");
    }

    @ParameterizedTest
    @EnumSource(DataFormat.class)
    void columnsAreGuessedAndTheGuessIsTold(DataFormat format) {
        Path data = dir.resolve("reviews." + format.word());
        try (RowWriter writer = Rows.create(data, format,
                List.of(RowWriter.Column.text("review_id"), RowWriter.Column.text("stars"),
                        RowWriter.Column.text("what they wrote"), RowWriter.Column.text("set")))) {
            for (int row = 0; row < 60; row++) {
                writer.write(List.of("r" + row, List.of("one", "no", "Five: best").get(row % 3),
                        "Review number " + row + ", with some more words.", row % 4 == 0 ? "test" : "train"));
            }
            writer.finish();
        }

        WorkspaceWriter.Written written = WorkspaceWriter.fromData(dir.resolve("ws"), data, UTF_8);

        assertThat(written.said()).contains("texts: column 'what they wrote', the longest (39 characters on average)",
                "labels: column 'stars', with 3 values (Five: best, no, one)", "ids: column 'review_id'",
                "splits: column 'set'");
        Workspaces.Loaded loaded = Workspaces.load(dir.resolve("ws"));
        assertThat(loaded.workspace().task().labelNames()).containsExactly("Five: best", "no", "one");
        assertThat(loaded.workspace().data().files().getFirst().shown()).isEqualTo("../reviews." + format.word());
        assertThat(loaded.dataset().referenced()).isEqualTo(60);
        assertThat(loaded.dataset().count(Split.TEST)).isEqualTo(15);
        assertThat(loaded.dataset().examples().getFirst().id()).isEqualTo("r0");
    }

    @Test
    void textsAloneAreEnough() throws IOException {
        Path data = Files.writeString(dir.resolve("texts.csv"), "text\none\ntwo\nthree\nfour\nfive\n");

        WorkspaceWriter.Written written = WorkspaceWriter.fromData(dir, data, UTF_8);

        assertThat(written.said()).contains(
                "labels: no column has a few values that repeat; write the task's labels yourself",
                "ids: derived from the texts");
        assertThat(Workspaces.load(dir).dataset().count(Split.TEST)).isEqualTo(1);
    }

    @Test
    void anotherEncodingIsWrittenDown() throws IOException {
        Charset windows = Charset.forName("windows-1252");
        Path data = Files.writeString(dir.resolve("texts.csv"),
                "text\nCafé eins\nCafé zwei\nCafé drei\nCafé vier\nCafé fünf\n", windows);

        assertThatThrownBy(() -> WorkspaceWriter.fromData(dir, data, UTF_8)).isInstanceOf(DataException.class)
                .hasMessageContaining("not UTF-8").hasMessageContaining("name its encoding");
        WorkspaceWriter.fromData(dir, data, windows);

        assertThat(Workspaces.load(dir).dataset().examples().getFirst().text()).isEqualTo("Café eins");
    }

    @Test
    void semicolonsAreNoticed() throws IOException {
        Path data = Files.writeString(dir.resolve("texts.csv"),
                "text;label\n" + "a text, with a comma;yes\nanother, text;no\n".repeat(1)
                        + "third one;yes\nfourth one;no\nfifth text;yes\nsixth text;no\n");

        assertThat(WorkspaceWriter.fromData(dir, data, UTF_8).said()).contains("separator: ';'");
        assertThat(Workspaces.load(dir).dataset().referenced()).isEqualTo(6);
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Files.writeString(dir.resolve("retort.yaml"), "mine");
        Path data = Files.writeString(dir.resolve("data.csv"), "text\none\n");

        assertThatThrownBy(() -> WorkspaceWriter.blank(dir)).isInstanceOf(WorkspaceException.class)
                .hasMessage(dir.resolve("retort.yaml") + ": exists already; remove it or choose another directory");
        assertThatThrownBy(() -> WorkspaceWriter.fromData(dir, data, UTF_8)).isInstanceOf(WorkspaceException.class);
        assertThat(dir.resolve("retort.yaml")).hasContent("mine");
        assertThat(dir.resolve("texts.csv")).doesNotExist();
    }

    @Test
    void brokenDataLeaveNoWorkspaceBehind() throws IOException {
        Path data = Files.writeString(dir.resolve("data.csv"), "text,label\none\n");

        assertThatThrownBy(() -> WorkspaceWriter.fromData(dir.resolve("ws"), data, UTF_8))
                .isInstanceOf(DataException.class);
        assertThat(dir.resolve("ws")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain words", "no", "Null", "~", "", " x", "x ", "a: b", "a #b", "- a", "it's", "\"q\"",
            "a\\b", "1", "1e5", "0x1F", "2024-01-01", "{a}", "[a]", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a`",
            "a\nb",
            "\t", "\u0085", "\u2028", "\uFEFF", "\u6f22\u5b57", "\ud83d\ude00", "\u0007", "=", "<<", "a, b", "yes",
            "?"})
    void everyTextSurvivesYaml(String text) {
        Object back = new Load(LoadSettings.builder().setSchema(new CoreSchema()).build())
                .loadFromString("{k: " + YamlScalar.of(text) + "}");

        assertThat(back).isEqualTo(java.util.Map.of("k", text));
    }
}
