package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.store.MeterRecord;
import dev.retort.store.Store;
import dev.retort.teacher.AnswerKey;
import dev.retort.train.OutOfFold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunTest {
    @TempDir
    private Path dir;

    @Test
    void theWholeJobFromARecording() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);

        Session session = Session.of("run", dir.toString());

        assertThat(session.status()).as(session.err()).isZero();
        assertThat(session.out()).contains("teacher simple", "teacher cot x3", "student", "accuracy", "macro F1",
                "judged on 20 test texts with expert labels");
        // of the test texts (2, 5, 8, ...) the recording's simple answers are wrong on 20 and 50: 18 of 20
        assertThat(session.out()).containsPattern("teacher simple +90\\.0 %");
        // one vote of three is wrong on some texts, the majority never is
        assertThat(session.out()).containsPattern("teacher cot x3 +100\\.0 %");
        // so few texts are held out that they cannot speak against the last epoch
        assertThat(session.err()).containsPattern("epoch  train loss .*\n +1 .*\n +2 +0\\.\\d{3} .* \\d+s\n")
                .contains("finished all 2 epochs, took epoch 2, macro F1 ");
        assertThat(workspace.file("reports/index.html")).content().containsOnlyOnce("<span class=\"tag\">taken</span>");
        assertThat(students()).hasSize(1).first().satisfies(student -> {
            for (String file : List.of("config.json", "model.safetensors", "tokenizer.json", "README.md",
                    "retort.json", "onnx/model.onnx")) {
                assertThat(student.resolve(file)).isNotEmptyFile();
            }
            assertThat(student.resolve("README.md")).content().contains("Task: Is this good or bad news?",
                    "- Data: tiny: 60 texts (40 train, 20 test)", "- Teacher: cot x3 (m)",
                    "| 20 test texts with expert labels |", "| F1 of bad |",
                    "| accuracy of its teacher | 1.0000 | the same texts |", "## Calibration", "## Intended use",
                    "## Limits", "Training took ", "kg CO2e for a million texts", "## Licence");
            assertThat(workspace.file("runs").resolve(student.getFileName())).isDirectoryContaining(
                    file -> file.getFileName().toString().startsWith("events.out.tfevents."))
                    .isDirectoryContaining("glob:**scalars.csv");
        });
    }

    @Test
    void aSecondRunAsksAndTrainsNothing() throws IOException {
        TinyWorkspace.replaying(dir);
        assertThat(Session.of("run", dir.toString()).status()).isZero();
        List<Path> before = students();

        Session again = Session.of("run", "--json", dir.toString());

        assertThat(again.status()).isZero();
        assertThat(again.err()).contains("0 answers, 240 known before", "nothing new");
        assertThat(students()).isEqualTo(before);
    }

    @Test
    void newTextsCostOnlyTheirOwnVotes() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        assertThat(Session.of("annotate", dir.toString()).status()).isZero();

        workspace.write("texts.csv", TinyWorkspace.texts(70, true));
        workspace.write("answers.jsonl", TinyWorkspace.recording(70));
        Session more = Session.of("annotate", dir.toString());

        assertThat(more.err()).contains("40 answers, 240 known before"); // 10 texts, 1 + 3 votes
    }

    @Test
    void anotherVoteCostsOnlyItself() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        String yaml = Files.readString(workspace.file("retort.yaml"));
        workspace.write("retort.yaml", yaml.replace("votes: 3", "votes: 2"));
        assertThat(Session.of("annotate", dir.toString()).err()).contains("180 answers");

        workspace.write("retort.yaml", yaml);

        assertThat(Session.of("annotate", dir.toString()).err()).contains("60 answers, 180 known before");
    }

    @Test
    void withoutReferenceLabelsNoAccuracyIsClaimed() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        workspace.write("texts.csv", TinyWorkspace.texts(60, false));

        Session session = Session.of("run", dir.toString());

        assertThat(session.status()).as(session.err()).isZero();
        assertThat(session.out()).doesNotContain("accuracy  ").contains("No reference labels",
                "simple and cot x3:", "to-label.csv");
        assertThat(Files.readAllLines(workspace.file("reports/to-label.csv"))).hasSize(21).first()
                .isEqualTo("id,text,label");
        assertThat(Files.readString(workspace.file("reports/index.html"))).contains("to-label.csv");
    }

    @Test
    void theSampleThatPeopleLabelledIsJudgedBy() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        workspace.write("texts.csv", TinyWorkspace.texts(60, false));
        assertThat(Session.of("run", dir.toString()).status()).isZero();
        Path sample = workspace.file("reports/to-label.csv");
        List<String> lines = Files.readAllLines(sample);
        assertThat(lines).hasSize(21); // the test texts: every third of 60

        List<String> labelled = new ArrayList<>(List.of(lines.getFirst()));
        for (String line : lines.subList(1, 11)) { // half of them is enough
            int number = Integer.parseInt(line.substring(1, 4));
            labelled.add(line.replaceFirst(",(\"\")?$", "," + (TinyWorkspace.isGood(number) ? "good" : "bad")));
        }
        labelled.addAll(lines.subList(11, 21));
        Files.write(sample, labelled);
        String yaml = Files.readString(workspace.file("retort.yaml"));
        workspace.write("retort.yaml",
                yaml.replace("data:\n", "data:\n  labels: [{path: reports/to-label.csv, label-source: expert}]\n"));
        Session session = Session.of("run", dir.toString());

        assertThat(session.err()).contains("reports/to-label.csv: labels 10 texts", "0 answers, 240 known before");
        assertThat(session.out()).contains("judged on 10 test texts with expert labels")
                .containsPattern("teacher cot x3 +100\\.0 %");
        assertThat(Files.readAllLines(sample)).isEqualTo(labelled);
    }

    @Test
    void fewerVotesAreCountedAnewWithoutAsking() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        String yaml = Files.readString(workspace.file("retort.yaml"));
        assertThat(Session.of("run", dir.toString()).status()).isZero();
        List<Path> before = students();

        workspace.write("retort.yaml", yaml.replace("votes: 3", "votes: 2"));
        Path labels = dir.resolve("labels.jsonl");
        assertThat(Session.of("export", "-w", dir.toString(), labels.toString()).status()).isZero();
        assertThat(Files.readAllLines(labels)).isNotEmpty().allMatch(row -> row.contains("\"votes\":2"));
        Session evaluated = Session.of("evaluate", dir.toString());
        assertThat(evaluated.status()).as(evaluated.err()).isZero();
        assertThat(evaluated.out()).contains("teacher cot x2");

        // and back again: the student of three votes is still there
        assertThat(Session.of("run", dir.toString()).status()).isZero();
        workspace.write("retort.yaml", yaml);
        assertThat(Session.of("run", dir.toString()).err()).contains("student %s, nothing new"
                .formatted(before.getFirst().getFileName()));
        assertThat(Session.of("predict", "--quiet", dir.toString(), workspace.file("texts.csv").toString()).status())
                .isZero();

        // keys that only later rows have cannot become columns, and that is told
        workspace.write("new.jsonl", "{\"text\":\"one\",\"by\":null}\n{\"text\":\"two\",\"by\":\"me\",\"page\":2}\n");
        Session predicted = Session.of("predict", "--quiet", dir.toString(), workspace.file("new.jsonl").toString());
        assertThat(predicted.rows()).startsWith("text,by,label,probability,").containsPattern("two,me,(good|bad),");
        assertThat(predicted.err()).contains("note: not in the output, because the first row lacks them: page");
    }

    @Test
    void textsOnWhichTheVotesDifferCanBeLeftOut() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        workspace.write("retort.yaml", Files.readString(workspace.file("retort.yaml")).replace("student: {",
                "student: {min-vote-share: 1, "));

        assertThat(Session.of("run", dir.toString()).err()).contains(
                "3 of 40 labelled texts are left out of training: under 100 % of their votes agree (min-vote-share)",
                "on 37 texts labelled by 'cot'");
    }

    @Test
    void agreementWeightsSeedsFoldsAndRefitGoTogether() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        assertThat(Session.of("annotate", dir.toString()).status()).isZero();
        String yaml = Files.readString(workspace.file("retort.yaml"));
        workspace.write("retort.yaml", yaml.replace("student: {", "student: {seeds: [42, 43], folds: 2, refit: true, "
                + "logging-steps: 4, save-steps: 2, scheduler: cosine, layer-decay: 0.9, freeze: embeddings, "));

        Session session = Session.of("train", dir.toString());

        assertThat(session.status()).as(session.err()).isZero();
        assertThat(session.err()).contains("train     fold 2 (2 of 2)", "train     seed 43 (2 of 2)",
                "train     refit on all texts").containsPattern("2 folds: loss [0-9.]+ ± [0-9.]+, accuracy ")
                .containsPattern("2 seeds: loss [0-9.]+ ± [0-9.]+, accuracy ")
                .containsPattern("step 4 of [0-9]+: mean loss ");
        Path student = students().getFirst();
        JsonNode training = JsonMapper.shared().readTree(Files.readString(student.resolve("retort.json")))
                .path("training");
        assertThat(training.path("seeds").path("each")).hasSize(2);
        assertThat(training.path("folds").path("mean").path("accuracy").asDouble()).isBetween(0.0, 1.0);
        assertThat(OutOfFold.read(workspace.file(".retort/out-of-fold-%s.jsonl".formatted(student.getFileName())))
                .rows()).hasSize(40);
        try (Stream<Path> left = Files.list(workspace.file(".retort"))) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("train-"));
        }

        // three texts got two votes of three, so they count less and another student comes out
        workspace.write("retort.yaml", yaml.replace("student: {", "student: {agreement-weights: true, "));
        Session weighed = Session.of("train", dir.toString());
        workspace.write("retort.yaml", yaml);
        Session alike = Session.of("train", dir.toString());
        assertThat(weighed.status() + alike.status()).as(weighed.err() + alike.err()).isZero();
        assertThat(Files.mismatch(Path.of(weighed.out().strip()).resolve("model.safetensors"),
                Path.of(alike.out().strip()).resolve("model.safetensors"))).isNotNegative();
    }

    @Test
    void aStudentOfOtherLabelsIsNamed() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        workspace.write("texts.csv", TinyWorkspace.texts(60, false));
        assertThat(Session.of("run", dir.toString()).status()).isZero();
        String yaml = Files.readString(workspace.file("retort.yaml"));

        workspace.write("retort.yaml", yaml.replace("labels: [good, bad]", "labels: [bad, good]"));
        Session session = Session.of("evaluate", dir.toString());

        assertThat(session.status()).isOne();
        assertThat(session.err()).containsPattern(
                "retort: student 'tiny-[0-9a-f]{8}' was trained for the labels \\[good, bad\\], the task has \\[bad, good\\]; run 'retort run' to train another");
    }

    @Test
    void nothingIsJudgedBeforeAnythingIsAnnotated() throws IOException {
        TinyWorkspace.replaying(dir);
        for (String command : List.of("evaluate", "report")) {
            Session session = Session.of(command, dir.toString());
            assertThat(session.status()).isOne();
            assertThat(session.err()).contains("nothing is annotated yet; run 'retort run' or 'retort annotate' first");
        }
    }

    @Test
    void answersWithoutALabelAreTold() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        workspace.write("answers.jsonl", TinyWorkspace.recording(60).replaceAll("\"answer\":\"(good|bad)\"",
                "\"answer\":\"hm\""));

        Session session = Session.of("annotate", dir.toString());

        assertThat(session.err())
                .contains("teacher 'simple': 60 of 60 answers have no label (60 not a label of the task)")
                .doesNotContain("teacher 'cot'");
        workspace.write("retort.yaml", Files.readString(workspace.file("retort.yaml")).replace("student: {",
                "student: {teacher: simple, "));
        assertThat(Session.of("train", dir.toString()).err()).contains(
                "needs training texts with at least 2 different labels, got 0 texts with 0 from teacher 'simple', of whose votes 60 of 60 answers have no label");
    }

    @Test
    void answersCutOffInAnyHostsWordAreBlamedOnMaxTokens() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        workspace.write("answers.jsonl", TinyWorkspace.recording(60).replaceAll("\"answer\":\"(good|bad)\"",
                "\"answer\":\"hm\",\"finish-reason\":\"max_tokens\""));

        assertThat(Session.of("annotate", dir.toString()).err())
                .contains("60 answers were cut off at the longest reply, so raise max-tokens");
    }

    @Test
    void accuracyIsNoLongerClaimedOnceTheLabelsAreGone() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        assertThat(contender(Session.of("run", "--json", dir.toString()), "simple").has("evaluation")).isTrue();

        workspace.write("texts.csv", TinyWorkspace.texts(60, false));
        Session session = Session.of("run", "--json", dir.toString());

        assertThat(contender(session, "simple").has("evaluation")).isFalse();
        assertThat(Files.readString(workspace.file("reports/index.html"))).doesNotContain("90.0 %");
    }

    @Test
    void tokensAreCountedAsThoseOfTheModelToPriceBy() throws IOException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        String yaml = Files.readString(workspace.file("retort.yaml"));
        assertThat(Session.of("annotate", dir.toString()).status()).isZero();
        assertThat(countedWith()).endsWith("counted with o200k");

        workspace.write("retort.yaml", yaml.replace("priced-as: gpt-4o-mini", "priced-as: gpt-4-turbo-preview"));
        assertThat(Session.of("annotate", dir.toString()).err()).contains("0 answers, 240 known before");

        assertThat(countedWith()).endsWith("counted with cl100k");
    }

    private String countedWith() {
        try (Store store = Store.open(dir.resolve("retort.db"))) {
            return store.meters().stream().filter(meter -> meter.name().equals("prompt-tokens-per-request"))
                    .map(MeterRecord::source).findFirst().orElseThrow();
        }
    }

    @Test
    void oneChangedAnswerChangesTableAndPage() throws IOException, SQLException {
        TinyWorkspace workspace = TinyWorkspace.replaying(dir);
        assertThat(Session.of("run", dir.toString()).status()).isZero();
        JsonNode before = contender(Session.of("evaluate", "--json", dir.toString()), "simple");
        String page = Files.readString(workspace.file("reports/index.html"));

        changeAnswer("simple", "t002", "bad, and this is a much longer reply than before, which costs more tokens");
        Session session = Session.of("run", "--json", dir.toString());

        JsonNode after = contender(session, "simple");
        assertThat(before.at("/evaluation/accuracy").asDouble()).isEqualTo(0.9);
        assertThat(after.at("/evaluation/accuracy").asDouble()).isEqualTo(0.85);
        assertThat(after.at("/dollarsPerMillion/value").asDouble())
                .isGreaterThan(before.at("/dollarsPerMillion/value").asDouble());
        String changed = Files.readString(workspace.file("reports/index.html"));
        assertThat(page).contains("90.0");
        assertThat(changed).contains("85.0").isNotEqualTo(page);
    }

    private void changeAnswer(String style, String example, String raw) throws SQLException {
        String request;
        try (Store store = Store.open(dir.resolve("retort.db"))) {
            request = store.votes(style).getOrDefault(example, List.of()).stream().map(vote -> vote.key())
                    .map(AnswerKey::request)
                    .findFirst().orElseThrow();
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("retort.db"));
                var change = connection.prepareStatement(
                        "UPDATE answer SET raw = ? WHERE request_id = (SELECT id FROM request WHERE hash = ?)")) {
            change.setString(1, raw);
            change.setString(2, request);
            assertThat(change.executeUpdate()).isEqualTo(1);
        }
    }

    static JsonNode contender(Session session, String name) {
        assertThat(session.status()).as(session.err()).isZero();
        for (JsonNode contender : JsonMapper.shared().readTree(session.out()).path("contenders")) {
            if (contender.path("name").asString().equals(name)) {
                return contender;
            }
        }
        throw new AssertionError("no contender '%s' in %s".formatted(name, session.out()));
    }

    private List<Path> students() throws IOException {
        try (Stream<Path> all = Files.list(dir.resolve("students"))) {
            return all.sorted().toList();
        }
    }

    /// Keys are for those who ask.
    @Test
    void whatAsksNothingSaysNothingOfKeysInANewWorkspace() throws IOException {
        Path fresh = dir.resolve("fresh");
        TinyWorkspace.in(fresh, "  - {name: chat, host: openai, model: m}\n");

        assertThat(Session.of("annotate", fresh.toString()).err()).contains("OPENAI_API_KEY");
        assertThat(fresh.resolve("retort.db")).as("nothing is left").doesNotExist();
        for (String command : java.util.List.of("train", "evaluate", "report")) {
            Session session = Session.of(command, fresh.toString());
            assertThat(session.status()).isEqualTo(ExitStatus.FAILED);
            assertThat(session.err()).doesNotContain("OPENAI_API_KEY");
        }
        assertThat(Session.of("evaluate", fresh.toString()).err()).contains("nothing is annotated yet");
    }
}
