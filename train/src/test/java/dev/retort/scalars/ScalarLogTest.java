package dev.retort.scalars;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.scalars.EventReader.Read;
import dev.retort.train.EpochResult;
import dev.retort.train.TrainEvent;
import dev.retort.train.Validation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScalarLogTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    @TempDir
    private Path directory;

    private final List<String> troubles = new ArrayList<>();

    @Test
    void sumIsThatOfTheStandard() {
        // RFC 3720, B.4: 32 bytes of zeros, and the check value of "123456789"
        assertThat(EventReader.crc32c(new byte[32])).isEqualTo(0x8a9136aaL);
        assertThat(EventReader.crc32c("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xe3069283L);
    }

    @Test
    void everyNumberIsInBothFiles() throws IOException {
        try (ScalarLog log = log(NOW)) {
            log.on(started(0));
            run(log, 1, 2);
        }
        List<Read> events = EventReader.read(eventFile());
        assertThat(eventFile().getFileName()).hasToString("events.out.tfevents.1767323045.retort");
        assertThat(events.get(0)).isEqualTo(new Read("version", 0, "brain.Event:2", 0, 1767323045.678));
        assertThat(events.get(1).what()).isEqualTo("start");
        assertThat(events.stream().filter(event -> event.what().equals("scalar")).map(ScalarLogTest::words))
                .containsExactly("1 train/loss 0.5", "1 train/learning_rate 0.125", "1 train/grad_norm 2.0",
                        "2 train/loss 0.25", "2 train/learning_rate 0.125", "2 train/grad_norm 2.0",
                        "2 eval/loss 0.75", "2 eval/accuracy 0.5", "2 eval/macro_f1 0.25");
        assertThat(events).allSatisfy(event -> assertThat(event.wallTime()).isEqualTo(1767323045.678));
        assertThat(Files.readAllLines(directory.resolve("scalars.csv"))).hasSize(10)
                .startsWith("wall_time,step,tag,value", "1767323045.678,1,train/loss,0.5")
                .endsWith("1767323045.678,2,eval/macro_f1,0.25");
    }

    @Test
    void aRunThatGoesOnDoublesNoStep() throws IOException {
        ScalarLog killed = log(NOW);
        killed.on(started(0));
        run(killed, 1, 2);
        killed.on(stepped(3)); // of epoch 2, which is learnt again
        Files.writeString(directory.resolve("scalars.csv"), "17673", StandardOpenOption.APPEND); // cut off
        Files.writeString(directory.resolve(".scalars.csv.1.tmp"), "left");
        Files.writeString(directory.resolve(".scalars.tmp"), "left");

        try (ScalarLog log = log(NOW.plusSeconds(60))) {
            log.on(started(1));
            run(log, 3, 4);
        }
        killed.close();

        List<Read> scalars = EventReader.scalars(eventFile());
        assertThat(scalars.stream().filter(event -> event.text().equals("train/loss")).map(Read::step))
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(scalars.stream().filter(event -> event.text().equals("eval/loss")).map(Read::step))
                .containsExactly(2L, 4L);
        assertThat(scalars.getFirst().wallTime()).as("a kept step keeps its time").isEqualTo(1767323045.678);
        assertThat(scalars.getLast().wallTime()).isEqualTo(1767323105.678);
        assertThat(Files.readAllLines(directory.resolve("scalars.csv"))).hasSize(1 + 4 * 3 + 2 * 3);
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("scalars.csv",
                "events.out.tfevents.1767323105.retort");
    }

    @Test
    void aRunFromTheBeginningForgetsTheOneBefore() throws IOException {
        for (int run = 0; run < 2; run++) { // at the same second
            try (ScalarLog log = log(NOW)) {
                log.on(started(0));
                run(log, 1, 2);
            }
        }
        assertThat(EventReader.scalars(eventFile())).hasSize(9);
    }

    @Test
    void anEpochThatTheKilledProcessDidNotWriteIsAdded() throws IOException {
        ScalarLog killed = log(NOW);
        killed.on(started(0));
        run(killed, 1, 2);
        killed.on(stepped(3));
        killed.on(stepped(4)); // its checkpoint was saved, its epoch not told any more
        try (ScalarLog log = log(NOW.plusSeconds(60))) {
            log.complete(List.of(epoch(1), epoch(2)));
        }
        killed.close();
        assertThat(EventReader.scalars(eventFile()).stream().map(ScalarLogTest::words)).hasSize(18)
                .endsWith("4 eval/loss 0.75", "4 eval/accuracy 0.5", "4 eval/macro_f1 0.25");
    }

    @Test
    void everyStepIsInTheFileBeforeTheNext() throws IOException {
        ScalarLog log = log(NOW);
        log.on(started(0));
        log.on(stepped(1));
        assertThat(EventReader.scalars(eventFile())).hasSize(3); // nothing is buffered in the process
        log.close();
    }

    @Test
    void trainingGoesOnWhereNothingCanBeWritten() throws IOException {
        Files.writeString(directory.resolve("file"), "in the way");
        var log = new ScalarLog(directory.resolve("file/runs"), Clock.fixed(NOW, ZoneOffset.UTC), troubles::add);
        log.on(started(0));
        run(log, 1, 2);
        log.complete(List.of(epoch(1)));
        assertThat(troubles).singleElement().asString()
                .startsWith(directory.resolve("file/runs") + ": cannot be written")
                .endsWith("training goes on without it");
    }

    @Test
    void aDivergedLossIsWrittenAsItIs() throws IOException {
        try (ScalarLog log = log(NOW)) {
            log.on(started(0));
            log.on(new TrainEvent.Stepped(1, 1, 4, Double.NaN, 0.125, Double.POSITIVE_INFINITY, 10, Duration.ZERO));
        }
        assertThat(EventReader.scalars(eventFile()).stream().map(ScalarLogTest::words)).containsExactly(
                "1 train/loss NaN", "1 train/learning_rate 0.125", "1 train/grad_norm Infinity");
    }

    private ScalarLog log(Instant now) {
        return new ScalarLog(directory, Clock.fixed(now, ZoneOffset.UTC), troubles::add);
    }

    private Path eventFile() throws IOException {
        List<Path> files = ScalarFiles.eventFiles(directory);
        assertThat(files).hasSize(1);
        return files.getFirst();
    }

    /// Two epochs of two steps.
    private static TrainEvent started(int finishedEpochs) {
        return new TrainEvent.Started(8, 4, 2, 2, finishedEpochs, List.of());
    }

    private static void run(ScalarLog log, int first, int last) {
        for (int step = first; step <= last; step++) {
            log.on(stepped(step));
        }
        log.on(new TrainEvent.EpochEnded(epoch(last / 2), true));
    }

    private static TrainEvent stepped(int step) {
        return new TrainEvent.Stepped((step + 1) / 2, step, 4, 1.0 / (1 << step), 0.125, 2, 10, Duration.ZERO);
    }

    private static EpochResult epoch(int epoch) {
        return new EpochResult(epoch, 2 * epoch, 0.5, new Validation.OneLabel(0.75, 0.5, 0.25), Duration.ofSeconds(1));
    }

    private static String words(Read event) {
        return event.step() + " " + event.text() + " " + event.value();
    }
}
