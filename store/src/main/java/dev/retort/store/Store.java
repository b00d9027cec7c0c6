package dev.retort.store;

import dev.retort.dataset.Example;
import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.Ask;
import dev.retort.votes.Annotation;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/// A workspace's `retort.db`. The form of the file is in `docs/store.md`.
///
/// Threads: one platform thread of the store writes. The `journal...` methods only queue and may be called from any
/// thread, virtual ones included; their futures complete once the write is on disk, on the writing thread, so what is
/// chained to them must be quick and must not wait for the store. `save...` and `finishStage` wait until the write is
/// on disk. Methods that read use a connection of their own and are refused on virtual threads, whose carriers SQLite
/// would hold. Several processes may read while one writes.
///
/// Every list and map comes in a fixed order. All methods throw [StoreException] if the surroundings fail; what was
/// acknowledged before is kept.
public final class Store implements AutoCloseable {
    private final Writer writer;
    private final Readers readers;

    private Store(StoreFile file) {
        this.readers = new Readers(file);
        this.writer = new Writer(file, System::nanoTime);
    }

    /// Opens a store, creating it or bringing it to the newest form first.
    ///
    /// @throws StoreException if the file is not a store or newer than this program (it stays untouched), or cannot be
    ///         written
    public static Store open(Path file) {
        return open(file, Limits.DEFAULT);
    }

    /// Looks whether [#open(Path)] would take the file, and changes nothing.
    ///
    /// @throws StoreException if the file is not a store, newer than this program, or cannot be written
    public static void check(Path file) {
        StoreFile.check(file);
    }

    static Store open(Path file, Limits limits) {
        return new Store(StoreFile.open(file, limits, Migrations.SHIPPED));
    }

    /// Makes these the dataset, in this order. Answers on examples that are no longer in it are kept.
    public void saveExamples(List<Example> examples) {
        write(handle -> ExampleTable.replace(handle, examples));
    }

    public List<Example> examples() {
        return readers.read(ExampleTable::list);
    }

    /// Makes these the workspace's teachers, in this order.
    public void saveTeachers(List<Ask> asks) {
        write(handle -> TeacherTable.replace(handle, asks));
    }

    public List<StoredTeacher> teachers() {
        return readers.read(TeacherTable::list);
    }

    /// Notes that a request is about to leave; send it once the future completes.
    public CompletableFuture<Void> journalSend(SendRecord send) {
        return writer.submit(_ -> writer.journal().send(send));
    }

    /// Keeps an answer and clears the key's trouble. If the key has an answer already, that one stays.
    public CompletableFuture<Void> journalAnswer(AnswerRecord answer) {
        return writer.submit(_ -> writer.journal().answer(answer));
    }

    /// Keeps why a key has no answer, in place of its earlier trouble; does nothing if it has an answer.
    public CompletableFuture<Void> journalTrouble(TroubleRecord trouble) {
        return writer.submit(_ -> writer.journal().trouble(trouble));
    }

    /// Notes that requests are being gathered for a batch; their sends name its token.
    public CompletableFuture<Void> journalBatch(BatchRecord batch) {
        return writer.submit(handle -> BatchTable.prepare(handle, batch));
    }

    /// Notes that the batch may be created from now on; create it once the future completes.
    public CompletableFuture<Void> journalBatchUploaded(String token, String inputFile) {
        return writer.submit(handle -> BatchTable.uploaded(handle, token, inputFile));
    }

    public CompletableFuture<Void> journalBatchSubmitted(String token, String hostId, Instant at) {
        return writer.submit(handle -> BatchTable.submitted(handle, token, hostId, at));
    }

    /// Notes that what the host had for a batch is in the journal, and settles its sends.
    ///
    /// @param status the host's word for how it ended
    public CompletableFuture<Void> journalBatchFinished(String token, String status, Instant at) {
        return writer.submit(handle -> BatchTable.finish(handle, token, status, at));
    }

    /// Gives up a batch. Its sends stay without an outcome.
    public CompletableFuture<Void> journalBatchLost(String token, String why, Instant at) {
        return writer.submit(handle -> BatchTable.lose(handle, token, why, at));
    }

    /// Removes a batch that was not created, with its sends; does nothing to others.
    public CompletableFuture<Void> journalBatchForgotten(String token) {
        return writer.submit(handle -> BatchTable.forget(handle, token));
    }

    /// Removes batches that never left a process that died. Only for the process that asks, under its lock.
    public void forgetPreparedBatches() {
        write(BatchTable::forgetPrepared);
    }

    /// Batches that hosts may still answer, in the order they were prepared.
    public List<BatchRecord> openBatches() {
        return readers.read(BatchTable::open);
    }

    /// The requests of a batch, in the order of its file.
    public List<BatchLine> batchLines(String token) {
        return readers.read(handle -> BatchTable.lines(handle, token));
    }

    public Optional<Answer> answer(AnswerKey key) {
        return readers.read(handle -> Journal.find(handle, key));
    }

    /// The answers of those keys that have one, in the order of the keys.
    public SequencedMap<AnswerKey, Answer> answers(Collection<AnswerKey> keys) {
        return readers.read(handle -> Journal.find(handle, keys));
    }

    /// Hands every answer to the consumer, in the order they were journaled, without holding them all.
    public void forEachAnswer(Consumer<AnswerRecord> consumer) {
        readers.read(handle -> {
            Journal.each(handle, consumer);
            return true;
        });
    }

    /// The last answers that came for a teacher, at most so many, the newest first.
    public List<Answer> lastAnswers(String teacher, int most) {
        return readers.read(handle -> Journal.last(handle, teacher, most));
    }

    public Set<AnswerKey> answeredKeys() {
        return readers.read(Journal::answered);
    }

    /// What has no answer and why, in the order it was journaled.
    public List<TroubleRecord> troubles() {
        return readers.read(Journal::troubles);
    }

    /// What each teacher has been asked and has answered, by name.
    public Map<String, AskingTotals> askingTotals() {
        return readers.read(Journal::askingTotals);
    }

    /// Those of the keys that a host refused for good, in the order of the keys.
    public Set<AnswerKey> rejected(Collection<AnswerKey> keys) {
        return readers.read(handle -> Journal.rejected(handle, keys));
    }

    /// What all answers were charged, by teacher and model.
    public List<PaidAnswers> paidAnswers() {
        return readers.read(Journal::paidAnswers);
    }

    /// Sends of which nothing came back, neither an answer nor an error: on their way now, or lost with a process that
    /// died. A host may have charged for each of them. Those of batches that are known to be at a host are left out: a
    /// later run takes them up.
    public long unansweredSends() {
        return readers.read(Journal::unsettledSends);
    }

    /// The same of one teacher, those of batches at a host included.
    public long unansweredSends(String teacher) {
        return readers.read(handle -> Journal.unsettledSends(handle, teacher));
    }

    /// Sends of a teacher that came back with an error instead of an answer.
    public long failedSends(String teacher) {
        return readers.read(handle -> Journal.failedSends(handle, teacher));
    }

    /// Replaces the teacher's votes.
    public void saveVotes(String teacher, List<CastVote> votes) {
        write(handle -> VoteTable.replace(handle, teacher, votes));
    }

    /// The teacher's votes by example id, in the order they were saved.
    public SequencedMap<String, List<CastVote>> votes(String teacher) {
        return readers.read(handle -> VoteTable.byExample(handle, teacher));
    }

    /// The teacher's votes, counted by kind.
    public VoteKinds voteKinds(String teacher) {
        return readers.read(handle -> VoteTable.kinds(handle, teacher));
    }

    /// Replaces the teacher's annotations, by example id.
    public void saveAnnotations(String teacher, Map<String, Annotation> annotations) {
        write(handle -> AnnotationTable.replace(handle, teacher, annotations));
    }

    /// The teacher's annotations by example id, in the order they were saved.
    public SequencedMap<String, Annotation> annotations(String teacher) {
        return readers.read(handle -> AnnotationTable.byExample(handle, teacher));
    }

    /// Keeps a student in place of an earlier one of its name.
    public void saveStudent(StudentRecord student) {
        write(handle -> StudentTables.save(handle, student));
    }

    /// By name.
    public List<StudentRecord> students() {
        return readers.read(StudentTables::list);
    }

    /// Keeps an epoch; the student's later ones, left over from an earlier training, go.
    public void saveEpoch(EpochRecord epoch) {
        write(handle -> StudentTables.save(handle, epoch));
    }

    public List<EpochRecord> epochs(String student) {
        return readers.read(handle -> StudentTables.epochs(handle, student));
    }

    /// Replaces the student's predictions, by example id.
    public void savePredictions(String student, Map<String, Prediction> predictions) {
        write(handle -> StudentTables.replacePredictions(handle, student, predictions));
    }

    /// The student's predictions by example id, in the order they were saved.
    public SequencedMap<String, Prediction> predictions(String student) {
        return readers.read(handle -> StudentTables.predictions(handle, student));
    }

    /// Keeps an evaluation in place of an earlier one of the same subject and split.
    public void saveEvaluation(EvaluationRecord evaluation) {
        write(handle -> Findings.save(handle, evaluation));
    }

    /// Replaces all evaluations.
    public void saveEvaluations(Collection<EvaluationRecord> evaluations) {
        write(handle -> Findings.replaceEvaluations(handle, evaluations));
    }

    /// Teachers first, then by subject and split.
    public List<EvaluationRecord> evaluations() {
        return readers.read(Findings::evaluations);
    }

    /// Keeps a reading in place of an earlier one of the same stage, subject and name.
    public void saveMeter(MeterRecord meter) {
        write(handle -> Findings.save(handle, meter));
    }

    /// By stage, subject and name.
    public List<MeterRecord> meters() {
        return readers.read(Findings::meters);
    }

    /// What the stage left when it last ran to its end; empty if it never did.
    public Optional<StageRecord> stage(String name) {
        return readers.read(handle -> Findings.stage(handle, name));
    }

    public void finishStage(String name, String inputHash, String outputJson, Instant at) {
        write(handle -> Findings.save(handle, new StageRecord(name, inputHash, outputJson, at)));
    }

    /// Transactions committed since the store was opened.
    long commits() {
        return writer.commits();
    }

    private void write(Consumer<Handle> work) {
        writer.run(work);
    }

    /// Writes what is queued and closes the file.
    @Override
    public void close() {
        writer.close();
        readers.close();
    }
}
