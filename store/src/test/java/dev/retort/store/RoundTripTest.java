package dev.retort.store;

import static dev.retort.store.Records.AT;
import static dev.retort.store.Records.choice;
import static dev.retort.store.Records.example;
import static dev.retort.store.Records.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.retort.dataset.Example;
import dev.retort.dataset.Reference;
import dev.retort.dataset.ReferenceSource;
import dev.retort.dataset.Split;
import dev.retort.store.EvaluationRecord.SubjectKind;
import dev.retort.task.Value;
import dev.retort.teacher.Ask;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Structured;
import dev.retort.teacher.Teacher;
import dev.retort.votes.Annotation;
import dev.retort.votes.ReadStep;
import dev.retort.votes.Vote;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Every record that goes in comes out equal and in order, also after reopening.
class RoundTripTest extends TemporaryStore {
    @Test
    void examples() {
        var examples = new ArrayList<Example>();
        for (String text : Records.ODD_TEXTS) {
            examples.add(example("id of " + text, text));
        }
        examples.add(new Example("z", "no reference", Split.TEST, Optional.empty()));
        examples.add(new Example("a", "ä".repeat(5_000_000), Split.VALIDATION,
                Optional.of(new Reference(choice("\ud83d"), ReferenceSource.CROWD))));

        store.saveExamples(examples);
        reopen();

        assertThat(store.examples().equals(examples)).isTrue();
    }

    @Test
    void examplesAreReplacedAndAnswersOnDroppedOnesKept() {
        store.saveExamples(List.of(example("1", "one"), example("2", "two")));
        store.journalAnswer(new AnswerRecord(key(1, 1), "1", "cot", Records.answer("yes"), "{}", 1)).join();
        long before = store.commits();

        store.saveExamples(List.of(example("2", "two"), example("3", "three")));

        assertThat(store.examples()).containsExactly(example("2", "two"), example("3", "three"));
        assertThat(store.answeredKeys()).containsExactly(key(1, 1));
        assertThat(store.commits()).isEqualTo(before + 1);
    }

    @Test
    void moreExamplesThanOneBatchHolds() {
        var examples = new ArrayList<Example>();
        for (int i = 0; i < 2345; i++) {
            examples.add(example("e" + i, "text " + i));
        }

        store.saveExamples(examples);

        assertThat(store.examples()).isEqualTo(examples);
    }

    @Test
    void aFailingReplacementLeavesTheOldSet() {
        store.saveExamples(List.of(example("1", "one")));

        assertThatThrownBy(() -> store.saveExamples(List.of(example("2", "two"), example("2", "again"))))
                .isInstanceOf(StoreException.class).hasMessageStartingWith("retort.db: ");

        assertThat(store.examples()).containsExactly(example("1", "one"));
    }

    @Test
    void teachersWithoutSecrets() {
        var http = new HostSettings.Http("openai",
                URI.create("https://user:canary@host.example:8443/v1%20x/?key=canary#canary"), Optional.of("HOST_KEY"),
                Optional.of("[INST] {prompt} [/INST]"));
        var sampling = new Sampling(OptionalDouble.of(0.8), OptionalDouble.empty(), OptionalInt.of(128),
                OptionalLong.of(7));
        var cot = new Teacher("cot", http, "a/model", PromptStyle.COT, Optional.of("{text}?"), sampling,
                Structured.SCHEMA, Optional.of("gpt-4"));
        var simple = new Teacher("simple", new HostSettings.Replay(Path.of("answers.jsonl")), "m", PromptStyle.SIMPLE,
                Optional.empty(), Sampling.DEFAULT, Optional.empty());

        store.saveTeachers(List.of(new Ask(simple, 1), new Ask(cot, 3)));
        reopen();

        assertThat(store.teachers()).containsExactly(
                new StoredTeacher("simple", 1, "replay", "m", PromptStyle.SIMPLE, Optional.empty(), """
                        {"host":{"provider":"replay","recording":"answers.jsonl"},"model":"m","style":"simple",\
                        "sampling":{"temperature":0.8,"topP":0.9,"maxTokens":128}}"""),
                new StoredTeacher("cot", 3, "openai", "a/model", PromptStyle.COT, Optional.of("gpt-4"), """
                        {"host":{"provider":"openai","baseUrl":"https://host.example:8443/v1%20x/",\
                        "keyVariable":"HOST_KEY","chatTemplate":"[INST] {prompt} [/INST]"},"model":"a/model",\
                        "style":"cot","template":"{text}?","sampling":{"temperature":0.8,"maxTokens":128,"seed":7},\
                        "structured":"schema","pricedAs":"gpt-4"}"""));
        store.saveTeachers(List.of(new Ask(cot, 1)));
        assertThat(store.teachers()).extracting(StoredTeacher::name, StoredTeacher::votes)
                .containsExactly(tuple("cot", 1));
    }

    @Test
    void votes() {
        var read = new CastVote("b", key(1, 1),
                new Vote.Read(choice("slightly\0positive"), "because \ud83d", ReadStep.LENIENT_JSON));
        var votes = new ArrayList<CastVote>();
        votes.add(read);
        votes.add(new CastVote("a", key(2, 1), new Vote.Refused()));
        votes.add(new CastVote("b", key(1, 2), new Vote.Read(choice("neutral"), "", ReadStep.DRAWN)));
        for (Vote.Cause cause : Vote.Cause.values()) {
            votes.add(new CastVote("c", key(3, votes.size()), new Vote.Unreadable(cause)));
        }

        store.saveVotes("cot", votes);
        store.saveVotes("simple", List.of(read));
        reopen();

        assertThat(store.votes("cot").sequencedKeySet()).containsExactly("b", "a", "c");
        assertThat(store.votes("cot").get("b")).containsExactly(votes.get(0), votes.get(2));
        assertThat(store.votes("cot").get("c")).containsExactlyElementsOf(votes.subList(3, votes.size()));
        assertThat(votes.get(2).number()).isEqualTo(2);
        assertThat(store.votes("nobody")).isEmpty();
        store.saveVotes("cot", List.of());
        assertThat(store.votes("cot")).isEmpty();
        assertThat(store.votes("simple").get("b")).containsExactly(read);
    }

    @Test
    void annotations() {
        var counts = new LinkedHashMap<Value, Integer>();
        counts.put(choice("positive"), 2);
        counts.put(choice("a \"quoted\" 👍"), 1);
        var annotations = new LinkedHashMap<String, Annotation>();
        annotations.put("z", new Annotation(Optional.of(choice("positive")), counts, 4, false, 0.9182958340544896,
                List.of("first\nreason", "half \ud83d", "")));
        annotations.put("a", new Annotation(Optional.empty(), new LinkedHashMap<>(), 3, true, 0, List.of()));

        store.saveAnnotations("cot", annotations);
        reopen();

        assertThat(store.annotations("cot")).isEqualTo(annotations);
        assertThat(store.annotations("cot").sequencedKeySet()).containsExactly("z", "a");
        assertThat(store.annotations("cot").firstEntry().getValue().counts().sequencedKeySet())
                .containsExactlyElementsOf(counts.sequencedKeySet());
        assertThat(store.annotations("simple")).isEmpty();
    }

    @Test
    void students() {
        var first = new StudentRecord("b", "students/b", "bge-small-en-v1.5", "{}", "{\"data\":\"x\"}", -42, AT);
        store.saveStudent(first);
        store.saveStudent(new StudentRecord("a", "students/a", "local", "{}", "{}", 1, AT));
        var again = new StudentRecord("a", "students/a", "other", "{\"epochs\":3}", "{}", Long.MAX_VALUE, AT);
        store.saveStudent(again);
        reopen();

        assertThat(store.students()).containsExactly(again, first);
    }

    @Test
    void epochsOfANewTrainingReplaceThoseOfTheOld() {
        store.saveEpoch(epoch("s", 1, 0.9));
        store.saveEpoch(epoch("s", 2, Double.NaN));
        store.saveEpoch(epoch("s", 3, Double.POSITIVE_INFINITY));
        store.saveEpoch(epoch("other", 1, 0.5));
        reopen();
        assertThat(store.epochs("s")).containsExactly(epoch("s", 1, 0.9), epoch("s", 2, Double.NaN),
                epoch("s", 3, Double.POSITIVE_INFINITY));

        store.saveEpoch(epoch("s", 1, 0.8));

        assertThat(store.epochs("s")).containsExactly(epoch("s", 1, 0.8));
        assertThat(store.epochs("other")).containsExactly(epoch("other", 1, 0.5));
    }

    private static EpochRecord epoch(String student, int number, double loss) {
        return new EpochRecord(student, number, loss, 0.1 + loss, 1.0 / 3, Math.nextUp(0.94), 512.5, 5e-5, 12.25);
    }

    @Test
    void predictions() {
        var predictions = new LinkedHashMap<String, Prediction>();
        predictions.put("z", new Prediction(choice("neutral"), List.of(1e-300, 1.0 / 3, 0.1 + 0.2, 1.0)));
        predictions.put("a\0", new Prediction(choice("positive"), List.of()));

        store.savePredictions("s", predictions);
        reopen();

        assertThat(store.predictions("s")).isEqualTo(predictions);
        assertThat(store.predictions("s").sequencedKeySet()).containsExactly("z", "a\0");
        assertThatThrownBy(() -> new Prediction(choice("neutral"), List.of(Double.NaN)))
                .hasMessageContaining("must be finite");
    }

    @Test
    void evaluations() {
        var student = new EvaluationRecord(SubjectKind.STUDENT, "a", Split.TEST, "{\"accuracy\":0.9}", AT);
        var teacher = new EvaluationRecord(SubjectKind.TEACHER, "cot", Split.TEST, "{}", AT);
        store.saveEvaluation(new EvaluationRecord(SubjectKind.STUDENT, "a", Split.TEST, "{}", AT));
        store.saveEvaluation(teacher);
        store.saveEvaluation(student);
        reopen();

        assertThat(store.evaluations()).containsExactly(teacher, student);
        store.saveEvaluations(List.of(student));
        assertThat(store.evaluations()).containsExactly(student);
    }

    @Test
    void meters() {
        var time = new MeterRecord("train", "s", "time", 0.1 + 0.2, "s", MeterRecord.Basis.MEASURED, "wall clock", AT);
        var dollars = new MeterRecord("annotate", "cot", "cost", 12.5, "USD", MeterRecord.Basis.ESTIMATED,
                "tokens x price", AT);
        store.saveMeter(new MeterRecord("train", "s", "time", 1, "s", MeterRecord.Basis.MEASURED, "wall clock", AT));
        store.saveMeter(time);
        store.saveMeter(dollars);
        reopen();

        assertThat(store.meters()).containsExactly(dollars, time);
    }

    @Test
    void stages() {
        assertThat(store.stage("train")).isEmpty();
        store.finishStage("train", "aa", "{}", AT);
        store.finishStage("train", "bb", "{\"out\":1}", AT.plusNanos(1));
        reopen();

        assertThat(store.stage("train")).contains(new StageRecord("train", "bb", "{\"out\":1}", AT.plusNanos(1)));
        assertThat(store.stage("report")).isEmpty();
    }

    @Test
    void whatVotesCountIsKeptWhereItIsNotOne() {
        var counts = new LinkedHashMap<Value, Integer>();
        counts.put(choice("positive"), 2);
        counts.put(choice("negative"), 1);
        var weights = new LinkedHashMap<Value, Double>();
        weights.put(choice("positive"), 0.1 + 0.2);
        weights.put(choice("negative"), 1.0);
        var weighed = new Annotation(Optional.of(choice("negative")), counts, weights, 3, false, 0.7, List.of());

        store.saveAnnotations("cot", Map.of("a", weighed));
        reopen();

        assertThat(store.annotations("cot").get("a")).isEqualTo(weighed);
    }
}
