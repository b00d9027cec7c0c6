package dev.retort.store;

import static dev.retort.store.Records.AT;
import static dev.retort.store.Records.answered;
import static dev.retort.store.Records.choice;
import static dev.retort.store.Records.example;
import static dev.retort.store.Records.key;
import static dev.retort.store.Records.send;
import static dev.retort.store.Records.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.dataset.Split;
import dev.retort.store.EvaluationRecord.SubjectKind;
import dev.retort.teacher.Answer;
import dev.retort.teacher.Ask;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.LabelProbability;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Teacher;
import dev.retort.votes.Annotation;
import dev.retort.votes.ReadStep;
import dev.retort.votes.Vote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Stores written by earlier versions still open and say the same.
///
/// A version's store is made once, with [#main], when its form is published, and never again.
class OldFormsTest {
    private static final CastVote VOTE = new CastVote("1", key(1, 1),
            new Vote.Read(choice("positive"), "profit rose", ReadStep.STRICT_JSON));
    private static final Annotation ANNOTATION = new Annotation(Optional.of(choice("positive")),
            new LinkedHashMap<>(Map.of(choice("positive"), 1)), 2, false, 0, List.of("profit rose"));
    private static final StudentRecord STUDENT = new StudentRecord("student", "students/student", "bge-small-en-v1.5",
            "{\"epochs\":3}", "{\"seed\":42}", 42, AT);
    private static final EpochRecord EPOCH = new EpochRecord("student", 1, 0.5, Double.NaN, 0.9, 0.89, 123.5, 5e-5, 9);
    private static final Prediction PREDICTION = new Prediction(choice("positive"), List.of(0.75, 0.125, 0.125));
    private static final EvaluationRecord EVALUATION = new EvaluationRecord(SubjectKind.TEACHER, "cot", Split.TEST,
            "{\"accuracy\":1.0}", AT);
    private static final MeterRecord METER = new MeterRecord("annotate", "cot", "tokens", 1234, "tokens",
            MeterRecord.Basis.MEASURED, "usage", AT);

    /// What came with version 2, probabilities of labels, and with version 3, batches.
    private static final AnswerRecord IN_BATCH = new AnswerRecord(key(4, 1), "2", "cot",
            new Answer("positive", Optional.of("stop"), Optional.empty(), Optional.empty(), AT,
                    Optional.of(new LabelProbability(choice("positive"), 0.75,
                            new LinkedHashMap<>(Map.of(choice("negative"), 0.25))))),
            "{\"n\":4}", 1, Optional.of("token-1"));
    private static final SendRecord SENT_IN_BATCH = new SendRecord(List.of(key(5, 1)), "2", "cot", 1, AT,
            Optional.of(new SendRecord.InBatch("token-2", "{\"n\":5}")));

    @TempDir
    Path directory;

    private Path unpacked(String name) throws IOException {
        Path file = directory.resolve("retort.db");
        try (InputStream packed = Objects.requireNonNull(getClass().getResourceAsStream(name));
                InputStream store = new GZIPInputStream(packed)) {
            Files.copy(store, file);
        }
        return file;
    }

    @Test
    void versionThree() throws IOException {
        Path file = unpacked("store-v3.db.gz");
        for (int time = 1; time <= 2; time++) {
            try (Store store = Store.open(file)) {
                assertSame(store, IN_BATCH);
                assertThat(store.openBatches()).singleElement().satisfies(batch -> {
                    assertThat(batch.token()).isEqualTo("token-2");
                    assertThat(batch.hostId()).contains("batch_2");
                    assertThat(batch.state()).isEqualTo(BatchRecord.State.SUBMITTED);
                });
                assertThat(store.batchLines("token-2")).extracting(BatchLine::keys)
                        .containsExactly(List.of(key(5, 1)));
            }
        }
    }

    @Test
    void versionOne() throws IOException {
        Path file = unpacked("store-v1.db.gz");

        for (int time = 1; time <= 2; time++) { // the first opening may migrate, the second finds the newest form
            try (Store store = Store.open(file)) {
                assertSame(store);
                assertThat(store.answer(key(1, 1)).orElseThrow().label()).isEmpty();
            }
        }
        try (Store store = Store.open(file)) { // and takes what the newest form has
            var label = Optional.of(new LabelProbability(choice("positive"), 0.5, new LinkedHashMap<>()));
            var answer = new Answer("positive", Optional.empty(), Optional.empty(), Optional.empty(), AT, label);
            store.journalAnswer(new AnswerRecord(key(9, 1), "1", "cot", answer, "{}", 1)).join();
            assertThat(store.answer(key(9, 1))).contains(answer);
        }
    }

    @Test
    void aPublishedMigrationIsNeverEdited() throws Exception {
        var hashes = new ArrayList<String>();
        for (String script : Migrations.SHIPPED.scripts()) {
            hashes.add(HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8))));
        }
        assertThat(hashes).startsWith("6c99e285745dfb62076ae247415e6380d49b727853a84dd9069ebc50fd930383",
                "16e03a155f6fd6983fdcbbbe536eebf516cd450ac68ff16581a36b2d2da256b8",
                "210b1fd7c8099ed3a0821940842854c915b4d55e0f31269c7a0ddf0c30577d05");
    }

    /// @param later answers of a form newer than the first
    private static void assertSame(Store store, AnswerRecord... later) {
        assertThat(store.examples()).containsExactly(example("1", "Profit rose \ud83d\ude80."),
                example("2", "a\0b\ud83d"));
        assertThat(store.teachers()).extracting(StoredTeacher::name).containsExactly("cot");
        var answers = new ArrayList<AnswerRecord>();
        store.forEachAnswer(answers::add);
        var expected = new ArrayList<>(List.of(answered(key(1, 1), "{\"label\":\"positive\"}")));
        expected.addAll(List.of(later));
        assertThat(answers).containsExactlyElementsOf(expected);
        assertThat(store.troubles()).containsExactly(trouble(key(2, 1)));
        assertThat(store.unansweredSends()).isEqualTo(1);
        assertThat(store.votes("cot")).isEqualTo(Map.of("1", List.of(VOTE)));
        assertThat(store.annotations("cot")).isEqualTo(Map.of("1", ANNOTATION));
        assertThat(store.students()).containsExactly(STUDENT);
        assertThat(store.epochs("student")).containsExactly(EPOCH);
        assertThat(store.predictions("student")).isEqualTo(Map.of("2", PREDICTION));
        assertThat(store.evaluations()).containsExactly(EVALUATION);
        assertThat(store.meters()).containsExactly(METER);
        assertThat(store.stage("annotate")).contains(new StageRecord("annotate", "abc", "{}", AT));
    }

    /// Writes the store that [#versionThree] expects.
    public static void main(String[] arguments) {
        var teacher = new Teacher("cot", new HostSettings.Replay(Path.of("answers.jsonl")), "m", PromptStyle.COT,
                Optional.empty(), Sampling.DEFAULT, Optional.empty());
        try (Store store = Store.open(Path.of(arguments[0]))) {
            store.saveExamples(List.of(example("1", "Profit rose \ud83d\ude80."), example("2", "a\0b\ud83d")));
            store.saveTeachers(List.of(new Ask(teacher, 2)));
            store.journalSend(send(1, key(1, 1))).join();
            store.journalAnswer(answered(key(1, 1), "{\"label\":\"positive\"}")).join();
            store.journalTrouble(trouble(key(2, 1))).join();
            store.journalSend(send(1, key(3, 1))).join();
            store.saveVotes("cot", List.of(VOTE));
            store.saveAnnotations("cot", Map.of("1", ANNOTATION));
            store.saveStudent(STUDENT);
            store.saveEpoch(EPOCH);
            store.savePredictions("student", Map.of("2", PREDICTION));
            store.saveEvaluation(EVALUATION);
            store.saveMeter(METER);
            store.finishStage("annotate", "abc", "{}", AT);
            store.journalBatch(BatchRecord.prepared("token-1", "cot", "https://api.example.com/v1", AT)).join();
            store.journalSend(new SendRecord(List.of(key(4, 1)), "2", "cot", 1, AT,
                    Optional.of(new SendRecord.InBatch("token-1", "{\"n\":4}")))).join();
            store.journalBatchUploaded("token-1", "file_1").join();
            store.journalBatchSubmitted("token-1", "batch_1", AT).join();
            store.journalAnswer(IN_BATCH).join();
            store.journalBatchFinished("token-1", "completed", AT).join();
            store.journalBatch(BatchRecord.prepared("token-2", "cot", "https://api.example.com/v1", AT)).join();
            store.journalSend(SENT_IN_BATCH).join();
            store.journalBatchUploaded("token-2", "file_2").join();
            store.journalBatchSubmitted("token-2", "batch_2", AT).join();
        }
    }
}
