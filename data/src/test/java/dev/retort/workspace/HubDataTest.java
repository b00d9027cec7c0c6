package dev.retort.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retort.dataset.Example;
import dev.retort.dataset.Reference;
import dev.retort.dataset.Split;
import dev.retort.files.Problem;
import dev.retort.hub.HubEvent;
import dev.retort.task.Value;
import dev.retort.testing.LoopbackHub;
import dev.retort.testing.ParquetFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Workspaces whose texts lie on the hub.
class HubDataTest {
    private static final String PARQUET = "refs/convert/parquet";
    private static final String CARD = "---\nlicense: cc-by-nc-sa-3.0\n---\n# Bank\n";

    @TempDir
    Path dir;

    private LoopbackHub loopback;
    private final List<HubEvent> events = new ArrayList<>();

    @BeforeEach
    void start() throws IOException, SQLException {
        loopback = LoopbackHub.start();
        loopback.put("datasets/acme/bank", "main", Map.of("README.md", CARD.getBytes(StandardCharsets.UTF_8)));
        loopback.put("datasets/acme/bank", PARQUET, Map.of(
                "agree/train/0000.parquet", rows("('Profit rose.', 1), ('Profit fell.', 0)"),
                "agree/train/0001.parquet", rows("('Sales grew.', 1), ('Sales shrank.', 0), ('Nobody knows.', -1)"),
                "all/train/0000.parquet", rows("('Orders doubled.', 1)"),
                "many/train/0000.parquet", rows(IntStream.range(0, 20).mapToObj("('Text %d.', 1)"::formatted)
                        .collect(Collectors.joining(", ")))));
        loopback.put("datasets/acme/divided", PARQUET, Map.of(
                "default/test/0000.parquet", rows("('Tested.', 0)"),
                "default/train/0000.parquet", rows("('Learnt.', 1), ('Learnt too.', 0)"),
                "default/unsupervised/0000.parquet", rows("('Nobody labelled this.', -1)"),
                "other/partial-train/0000.parquet", rows("('A part.', 1)")));
    }

    private byte[] rows(String values) throws SQLException, IOException {
        return ParquetFiles.labelled(dir.resolve("made.parquet"), values, List.of("negative", "positive"));
    }

    @AfterEach
    void stop() {
        loopback.close();
    }

    private Path workspace(String data) throws IOException {
        Files.writeString(dir.resolve("answers.jsonl"), "");
        Files.writeString(dir.resolve("texts.csv"), "id,text,label\n1,good,positive\n2,bad,negative\n");
        Files.writeString(dir.resolve("retort.yaml"), """
                version: 1
                task:
                  instruction: Decide.
                  labels: [positive, negative]
                %steachers:
                  - {name: a, host: replay, recording: answers.jsonl, model: m}
                """.formatted(data));
        return dir;
    }

    private HubData hub() {
        Map<String, String> variables = new HashMap<>(
                Map.of("HF_ENDPOINT", loopback.endpoint().toString(), "HF_HOME", dir.resolve("hf").toString()));
        return HubData.of(name -> Optional.ofNullable(variables.get(name)), events::add);
    }

    private Workspaces.Loaded load(String data) throws IOException {
        return Workspaces.load(workspace(data), hub());
    }

    private List<String> problems(String data) throws IOException {
        workspace(data);
        return catchThrowableOfType(WorkspaceException.class, () -> Workspaces.load(dir, hub())).problems().stream()
                .map(Problem::toString).toList();
    }

    private static Optional<String> label(Example example) {
        return example.reference().map(Reference::value).map(Value::toString);
    }

    @Test
    void allFilesOfAConfigAreReadAndClassesHaveTheirNames() throws IOException {
        Workspaces.Loaded loaded = load(
                "data: {hub: acme/bank, config: agree, columns: {text: sentence, label: label}}\n");

        assertThat(loaded.dataset().examples()).extracting(Example::text).containsExactly("Profit rose.",
                "Profit fell.", "Sales grew.", "Sales shrank.", "Nobody knows.");
        assertThat(loaded.dataset().examples().get(1).reference().orElseThrow().value())
                .isEqualTo(loaded.workspace().task().value("negative").orElseThrow());
        assertThat(loaded.dataset().referenced()).isEqualTo(4);
        assertThat(label(loaded.dataset().examples().get(4))).isEmpty();
    }

    @Test
    void whereTextsAreFromAndTheirLicenceAreNotedOnce() throws IOException {
        Workspaces.Loaded loaded = load(
                "data: {hub: acme/bank, config: agree, columns: {text: sentence, label: label}}\n");

        assertThat(loaded.dataset().notes()).hasSize(2);
        assertThat(loaded.dataset().notes().getFirst())
                .matches("from the hub: acme/bank \\(agree, train\\), licence cc-by-nc-sa-3\\.0, commit [0-9a-f]{12}");
        assertThat(loaded.dataset().notes().getLast())
                .startsWith("hub:acme/bank/agree/train: its labels count as the experts'");
        assertThat(loaded.workspace().data().origins()).singleElement()
                .satisfies(origin -> assertThat(origin.licence()).contains("cc-by-nc-sa-3.0"));
        assertThat(events).isNotEmpty();
    }

    /// A data set with one split only is not divided: its rows are drawn.
    @Test
    void theOnlySplitIsDrawnFrom() throws IOException {
        Workspaces.Loaded loaded = load("""
                data:
                  hub: acme/bank
                  config: many
                  split: train
                  columns: {text: sentence, label: label}
                """);
        assertThat(loaded.dataset().count(Split.TEST)).as("a fifth of 20").isEqualTo(4);
        assertThat(load("""
                data:
                  hub: acme/bank
                  config: many
                  split: {test: 0.5}
                  columns: {text: sentence, label: label}
                """).dataset().count(Split.TEST)).isEqualTo(10);
    }

    @Test
    void theSplitsOfADividedDataSetAreKept() throws IOException {
        var examples = load("data: {hub: acme/divided, columns: {text: sentence, label: label}}\n").dataset()
                .examples();

        assertThat(examples).filteredOn(example -> example.split() == Split.TEST).extracting(Example::text)
                .containsExactly("Tested.");
        assertThat(examples).hasSize(4);
    }

    @Test
    void hubAndFilesStandBesideEachOtherInOrder() throws IOException {
        var examples = load("""
                data:
                  files:
                    - {hub: acme/divided, split: test, columns: {text: sentence, label: label}, label-source: crowd}
                    - texts.csv
                    - {hub: acme/bank, config: all, columns: {text: sentence}}
                """).dataset().examples();

        assertThat(examples).extracting(Example::text).containsExactly("Tested.", "good", "bad", "Orders doubled.");
        assertThat(examples.getFirst().split()).isEqualTo(Split.TEST);
    }

    @Test
    void aPartIsSaidToBeAPart() throws IOException {
        Workspaces.Loaded loaded = load("""
                data:
                  files: [texts.csv, {hub: acme/divided, config: other, columns: {text: sentence}}]
                """);

        assertThat(loaded.dataset().notes().getFirst())
                .startsWith(
                        "from the hub: acme/divided (other, train, its first part only), licence not stated, commit");
    }

    @Test
    void aCommitPinsTheRows() throws Exception {
        String first = loopback.put("datasets/acme/moving", PARQUET,
                Map.of("default/train/0000.parquet", rows("('Old.', 1)")));
        loopback.put("datasets/acme/moving", PARQUET, Map.of("default/train/0000.parquet", rows("('New.', 1)")));

        assertThat(load("data: {hub: acme/moving, split: {test: 0}, columns: {text: sentence}}\n").dataset().examples())
                .extracting(Example::text).containsExactly("New.");
        assertThat(load("data: {hub: 'acme/moving@%s', split: {test: 0}, columns: {text: sentence}}\n".formatted(first))
                .dataset().examples()).extracting(Example::text).containsExactly("Old.");
        assertThat(load("data: {hub: acme/moving, revision: %s, split: {test: 0}, columns: {text: sentence}}\n"
                .formatted(first)).dataset().examples()).extracting(Example::text).containsExactly("Old.");
    }

    @Test
    void aPinnedCommitThatWasFetchedAsksNothing() throws Exception {
        String commit = loopback.put("datasets/acme/bank", PARQUET,
                Map.of("default/train/0000.parquet", rows("('Pinned.', 1)")));
        String data = "data: {hub: acme/bank, revision: %s, split: {test: 0}, columns: {text: sentence}}\n"
                .formatted(commit);
        var notes = load(data).dataset().notes();
        loopback.forget();

        assertThat(load(data).dataset().notes()).isEqualTo(notes).first().asString()
                .contains("licence cc-by-nc-sa-3.0");
        assertThat(loopback.seen()).isEmpty();
    }

    @Test
    void offlineReadsWhatIsCached() throws IOException {
        String data = "data: {hub: acme/bank, config: agree, columns: {text: sentence, label: label}}\n";
        load(data);
        loopback.forget();
        Map<String, String> variables = Map.of("HF_ENDPOINT", loopback.endpoint().toString(), "HF_HOME",
                dir.resolve("hf").toString(), "HF_HUB_OFFLINE", "1");

        Workspaces.Loaded loaded = Workspaces.load(dir,
                HubData.of(name -> Optional.ofNullable(variables.get(name)), events::add));

        assertThat(loaded.dataset().examples()).hasSize(5);
        assertThat(loaded.dataset().notes().getFirst()).contains("licence cc-by-nc-sa-3.0");
        assertThat(loopback.seen()).isEmpty();
    }

    /// Half a data set must not pass for the whole.
    @Test
    void offlineRefusesWhatIsHalfCached() throws IOException {
        String data = "data: {hub: acme/bank, config: agree, columns: {text: sentence, label: label}}\n";
        loopback.trouble(LoopbackHub.content("0001.parquet"), 99,
                LoopbackHub.Trouble.status(403, "GatedRepo"));
        assertThat(problems(data)).singleElement().asString().contains("is gated");
        loopback.forget();
        Map<String, String> variables = Map.of("HF_ENDPOINT", loopback.endpoint().toString(), "HF_HOME",
                dir.resolve("hf").toString(), "HF_HUB_OFFLINE", "1");

        WorkspaceException refused = catchThrowableOfType(WorkspaceException.class, () -> Workspaces.load(dir,
                HubData.of(name -> Optional.ofNullable(variables.get(name)), events::add)));

        assertThat(refused).hasMessageContaining(
                "retort.yaml:5: data set 'acme/bank': HF_HUB_OFFLINE is set and its file 'agree/train/0001.parquet' is not in");
    }

    @Test
    void whatTheHubLacksIsOneLineWithWhatItHas() throws IOException {
        assertThat(problems("data: {hub: acme/bank}\n")).containsExactly(
                "retort.yaml:5: data set 'acme/bank' has several configs; write 'config: agree', or another of: agree, all, many");
        assertThat(problems("data: {hub: acme/bank, config: agee}\n"))
                .containsExactly(
                        "retort.yaml:5: data set 'acme/bank' has no config 'agee'; write one of: agree, all, many");
        assertThat(problems("data: {hub: acme/divided, split: tests}\n")).containsExactly(
                "retort.yaml:5: data set 'acme/divided' has no split 'tests'; write one of: test, train, unsupervised");
        assertThat(problems("data: {hub: acme/none}\n")).singleElement().asString()
                .startsWith("retort.yaml:5: data set 'acme/none': the hub at 127.0.0.1:");
        loopback.put("datasets/acme/pictures", "main", Map.of("a.png", new byte[1]));
        assertThat(problems("data: {hub: acme/pictures}\n")).containsExactly(
                "retort.yaml:5: data set 'acme/pictures': the hub has not converted it to Parquet; download it yourself and name its files under 'data.files'");
        assertThat(problems("data: {hub: acme/divided}\n")).first().asString()
                .startsWith(
                        "hub:acme/divided/default/test/0000.parquet:1: has no column 'text'; it has: sentence, label");
    }

    @Test
    void nothingIsFetchedForAFaultyFile() throws IOException {
        assertThat(problems("data: {hub: acme/bank, config: agree, colour: red}\n")).singleElement().asString()
                .startsWith("retort.yaml:5: data: unknown key 'colour'");
        assertThat(loopback.seen()).isEmpty();
    }

    @Test
    void keysThatDoNotGoTogetherAreToldWithTheirLines() throws IOException {
        assertThat(problems("data: {hub: nonsense}\n")).containsExactly(
                "retort.yaml:5: data: hub must be ORGANISATION/NAME, got 'nonsense'; write for example 'hub: takala/financial_phrasebank'");
        assertThat(problems("data: {files: [texts.csv], config: agree}\n")).containsExactly(
                "retort.yaml:5: data: config is for data sets of the hub; write 'hub: ORGANISATION/NAME' beside it, or put it under one of 'files'");
        assertThat(problems("data: {hub: acme/bank, files: [texts.csv]}\n")).containsExactly(
                "retort.yaml:5: data: hub stands for all files; write it as one of them: 'files: [{hub: ...}, ...]'");
        assertThat(problems("data: {files: [{hub: acme/bank, path: texts.csv, encoding: utf-8}]}\n")).containsExactly(
                "retort.yaml:5: data set 'acme/bank': path is for files; the hub gives Parquet; remove it",
                "retort.yaml:5: data set 'acme/bank': encoding is for files; the hub gives Parquet; remove it");
        assertThat(problems("data: {files: [{path: texts.csv, config: agree}]}\n")).containsExactly(
                "retort.yaml:5: data file 'texts.csv': config is for data sets of the hub; remove it, or write 'hub' instead of 'path'");
        assertThat(problems("data: {hub: acme/bank@main, revision: main}\n"))
                .containsExactly("retort.yaml:5: data: revision is given twice, here and after '@'; remove one");
        assertThat(problems("data: {hub: acme/bank, revision: ../x}\n")).containsExactly(
                "retort.yaml:5: data: revision must be a branch, a tag or a commit, got '../x'; leave it out for the newest");
    }

    @Test
    void whoReadsWithoutAHubIsToldSo() throws IOException {
        workspace("data: {hub: acme/bank, config: agree}\n");

        assertThat(catchThrowableOfType(WorkspaceException.class, () -> Workspaces.load(dir)))
                .hasMessage("retort.yaml:5: data set 'acme/bank': data sets of the hub are not fetched here");
    }
}
