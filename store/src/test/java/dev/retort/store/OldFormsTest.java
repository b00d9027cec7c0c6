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

    @TempDir
    Path directory;

    @Test
    void versionOne() throws IOException {
        Path file = directory.resolve("retort.db");
        try (InputStream packed = Objects.requireNonNull(getClass().getResourceAsStream("store-v1.db.gz"));
                InputStream store = new GZIPInputStream(packed)) {
            Files.copy(store, file);
        }

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
        byte[] script = Migrations.SHIPPED.scripts().getFirst().getBytes(StandardCharsets.UTF_8);

        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(script)))
                .isEqualTo("6c99e285745dfb62076ae247415e6380d49b727853a84dd9069ebc50fd930383");
    }

    private static void assertSame(Store store) {
        assertThat(store.examples()).containsExactly(example("1", "Profit rose \ud83d\ude80."),
                example("2", "a\0b\ud83d"));
        assertThat(store.teachers()).extracting(StoredTeacher::name).containsExactly("cot");
        var answers = new ArrayList<AnswerRecord>();
        store.forEachAnswer(answers::add);
        assertThat(answers).containsExactly(answered(key(1, 1), "{\"label\":\"positive\"}"));
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

    /// Writes the store that [#assertSame] expects.
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
        }
    }
}
