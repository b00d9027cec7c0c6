package dev.retort.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionJournalTest {
    private static final List<String> COLUMNS = List.of("label", "probability");

    @TempDir
    private Path directory;

    @Test
    void whatWasAddedIsKnownToTheNextRun() {
        try (var journal = open("student")) {
            assertThat(journal.next("a")).isEmpty();
            journal.add(List.of("a", "b"), List.of(List.of("up", "0.9"), List.of("down \"x\"", "0.8")));
        }
        try (var journal = open("student")) {
            assertThat(journal.next("a")).contains(List.of("up", "0.9"));
            assertThat(journal.next("b")).contains(List.of("down \"x\"", "0.8"));
            assertThat(journal.next("c")).isEmpty();
            assertThat(journal.known()).isEqualTo(2);
            journal.add(List.of("c"), List.of(List.of("up", "0.7")));
        }
        try (var journal = open("student")) {
            assertThat(journal.next("a")).isPresent();
            assertThat(journal.next("b")).isPresent();
            assertThat(journal.next("c")).contains(List.of("up", "0.7"));
        }
    }

    @Test
    void everythingFromAChangedTextOnIsDropped() {
        try (var journal = open("student")) {
            journal.next("a");
            journal.add(List.of("a", "b", "c"), List.of(List.of("1", ""), List.of("2", ""), List.of("3", "")));
        }
        try (var journal = open("student")) {
            assertThat(journal.next("a")).isPresent();
            assertThat(journal.next("changed")).isEmpty();
            assertThat(journal.next("c")).isEmpty();
            journal.add(List.of("changed"), List.of(List.of("4", "")));
        }
        try (var journal = open("student")) {
            assertThat(journal.next("a")).isPresent();
            assertThat(journal.next("changed")).contains(List.of("4", ""));
            assertThat(journal.next("c")).isEmpty();
        }
    }

    @Test
    void anotherStudentsPredictionsAreDropped() {
        try (var journal = open("student")) {
            journal.next("a");
            journal.add(List.of("a"), List.of(List.of("1", "")));
        }
        try (var journal = open("other")) {
            assertThat(journal.next("a")).isEmpty();
        }
    }

    @Test
    void aLineThatAKilledProcessLeftUnfinishedIsDropped() throws IOException {
        try (var journal = open("student")) {
            journal.next("a");
            journal.add(List.of("a", "b"), List.of(List.of("1", ""), List.of("2", "")));
        }
        Path file = directory.resolve(".out.csv.predicted");
        try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(file) - 1);
        }
        try (var journal = open("student")) {
            assertThat(journal.next("a")).isPresent();
            assertThat(journal.next("b")).isEmpty();
        }
    }

    @Test
    void oneRunAtATime() {
        try (var _ = open("student")) {
            assertThatThrownBy(() -> open("student")).isInstanceOf(RunException.class)
                    .hasMessageContaining("out.csv: another run is writing it");
        }
    }

    @Test
    void nothingIsLeftOnceTheOutputIsWhole() {
        try (var journal = open("student")) {
            journal.delete();
        }
        assertThat(directory).isEmptyDirectory();
    }

    private PredictionJournal open(String student) {
        return PredictionJournal.open(directory.resolve("out.csv"), student, COLUMNS);
    }
}
