package dev.retort.cli;

import dev.retort.pipeline.Pick;
import dev.retort.pipeline.Run;
import dev.retort.pipeline.RunEvent;
import dev.retort.pipeline.RunListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// `retort annotate`.
@Command(name = "annotate", description = "Asks the teachers what has not been answered yet, and settles the votes.", //
        footer = {"", "Every answer is kept as soon as it arrives; run it again after an interruption.",
                "With --json each event is one line of JSON, the last one the summary; see docs/events.md."})
final class AnnotateCommand extends WorkspaceCommand {
    @Option(names = "--record", paramLabel = "FILE", //
            description = "Write all answers as a recording that 'host: replay' can answer from.")
    private @Nullable Path recording;

    @Option(names = "--pick", paramLabel = "N", //
            description = "Ask about N more training texts only; those annotated already do not count.")
    private @Nullable Integer pick;

    @Option(names = "--by", paramLabel = "RULE", //
            description = "Which texts --pick takes: random (the default), diverse (as unlike each other as can be, by "
                    + "the base model's vectors), uncertain (where the newest student is least sure).")
    private @Nullable String by;

    @Option(names = "--give-up-batches", //
            description = "First forget the batches that earlier runs left at hosts; what they ask is asked again and may "
                    + "be paid twice.")
    private boolean giveUpBatches;

    @Override
    public Integer call() throws Exception {
        picked(); // a wrong option is told before anything is opened
        return super.call();
    }

    private Optional<Pick> picked() {
        if (pick == null) {
            if (by != null) {
                throw usage("--by says which texts --pick takes; give '--pick N' with it");
            }
            return Optional.empty();
        }
        if (pick < 1) {
            throw usage("--pick must be 1 or more texts, got %d".formatted(pick));
        }
        String word = by == null ? Pick.By.RANDOM.word() : by;
        return Optional.of(new Pick(pick, Pick.By.of(word.toLowerCase(Locale.ROOT)).orElseThrow(
                () -> usage("--by must be one of %s, got '%s'".formatted(String.join(", ", Pick.By.words()), word)))));
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    @Override
    boolean asks() {
        return true;
    }

    @Override
    void work(Run run) throws Exception {
        Path folder = recording == null ? null : recording.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new IllegalArgumentException("%s: no such directory to write the recording to; make it first"
                    .formatted(folder));
        }
        run.data();
        if (giveUpBatches) {
            int batches = run.giveUpBatches();
            if (!quiet) {
                err().println("note      gave up %,d batch%s".formatted(batches, batches == 1 ? "" : "es"));
            }
        }
        Optional<Pick> chosen = picked();
        if (chosen.isPresent()) {
            run.annotate(chosen.get());
        } else {
            run.annotate();
        }
        if (recording != null) {
            run.record(recording);
        }
    }

    /// The summary is the command's result; it is printed also if a teacher was stopped.
    @Override
    RunListener listener(Screen screen) {
        var events = new EventLines(out());
        return event -> {
            if (json) {
                events.on(event);
            }
            if (!(event instanceof RunEvent.Asked(var outcome))) {
                screen.on(event);
            } else if (!json) {
                screen.close();
                OutcomeTable.lines(outcome).forEach(out()::println);
                out().flush();
            }
        };
    }
}
