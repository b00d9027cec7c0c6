package dev.retort.annotate;

import dev.retort.hosts.BatchHost;
import dev.retort.hosts.BatchStatus;
import dev.retort.store.BatchRecord;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.Usage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One batch that a run has to do with: how far it is, and what comes next. Used by one thread.
final class OpenBatch {
    /// What is to be done next.
    enum Step {
        /// More lines are written.
        COMPOSE, UPLOAD, CREATE,
        /// Look whether it was created after all.
        FIND,
        /// Look how far the host is.
        LOOK, FETCH,
        /// Take results into the journal.
        IMPORT,
        /// Wait for the journal, then end.
        END
    }

    final Lane lane;
    final BatchHost host;
    final String token;
    /// The teacher that asked, as the workspace called it then.
    final String teacher;
    final Instant preparedAt;
    /// Whether an earlier process submitted it.
    final boolean takenUp;
    Step step;
    /// Whether an exchange or a journal entry is under way.
    boolean busy;
    /// Whether it is to be left to a later run.
    boolean leaving;
    long due;
    int failures;
    long firstFailure;
    Duration untilLook = Duration.ZERO;
    /// Entries on their way to the disk.
    int unkept;
    long requests;
    long repeated;
    Optional<String> inputFile;
    Optional<String> hostId;
    Optional<BatchStatus> status = Optional.empty();
    Optional<BatchResults> results = Optional.empty();
    /// Of this run's, until it is submitted.
    final List<AnswerKey> keys = new ArrayList<>();
    /// What it may cost at the most; nothing without a budget.
    Usage worst = Usage.NONE;
    Usage charged = Usage.NONE;
    private long bytes;
    private Optional<Path> input = Optional.empty();
    private Optional<BufferedWriter> writer = Optional.empty();

    private OpenBatch(Lane lane, BatchHost host, BatchRecord record, boolean takenUp, Step step) {
        this.lane = lane;
        this.host = host;
        this.token = record.token();
        this.teacher = record.teacher();
        this.preparedAt = record.preparedAt();
        this.takenUp = takenUp;
        this.step = step;
        this.requests = record.requests();
        this.inputFile = record.inputFile();
        this.hostId = record.hostId();
    }

    /// A new one, whose input is gathered in a temporary file.
    static OpenBatch compose(Lane lane, BatchHost host, BatchRecord record) {
        var batch = new OpenBatch(lane, host, record, false, Step.COMPOSE);
        try {
            Path file = Files.createTempFile("retort-batch-", ".jsonl");
            batch.input = Optional.of(file);
            batch.writer = Optional.of(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return batch;
    }

    /// One that an earlier process left.
    static OpenBatch takeUp(Lane lane, BatchHost host, BatchRecord record) {
        return new OpenBatch(lane, host, record, true, record.hostId().isPresent() ? Step.LOOK : Step.FIND);
    }

    boolean fits(long moreBytes, BatchLimits limits) {
        return requests == 0 || (requests < limits.requests() && bytes + moreBytes <= limits.bytes());
    }

    void add(String line, long itsBytes, Attempt attempt) {
        try {
            BufferedWriter file = writer.orElseThrow();
            file.write(line);
            file.write('\n');
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        bytes += itsBytes;
        requests++;
        if (attempt.number() > 1) {
            repeated++;
        }
        attempt.questions().forEach(question -> keys.add(question.key()));
    }

    /// What of the budget it holds.
    Purse.Reservation reservation() {
        return new Purse.Reservation(lane.tariff().inBatches(), worst);
    }

    /// Its input is whole.
    void seal() {
        closeInput();
        step = Step.UPLOAD;
    }

    private void closeInput() {
        try {
            if (writer.isPresent()) {
                writer.get().close();
            }
            writer = Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Path input() {
        return input.orElseThrow();
    }

    /// The host has its input by now.
    void dropInput() {
        closeInput();
        input.ifPresent(BatchResults::delete);
        input = Optional.empty();
    }

    void dropFiles() {
        dropInput();
        results.ifPresent(BatchResults::close);
        results = Optional.empty();
    }

    /// How people call it.
    String name() {
        return hostId.orElse(token);
    }

    BatchProgress progress() {
        String word = status.map(BatchStatus::word).orElse(switch (step) {
            case COMPOSE -> "composing";
            case UPLOAD -> "uploading";
            case CREATE -> "creating";
            case FIND -> "looking for it";
            case LOOK, FETCH, IMPORT, END -> "submitted";
        });
        return new BatchProgress(teacher, hostId.orElse(""), word, status.map(BatchStatus::completed).orElse(0L),
                status.map(BatchStatus::failed).orElse(0L), requests);
    }
}
