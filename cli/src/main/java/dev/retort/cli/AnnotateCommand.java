package dev.retort.cli;

import dev.retort.pipeline.Run;
import dev.retort.pipeline.RunEvent;
import dev.retort.pipeline.RunListener;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `retort annotate`.
@Command(name = "annotate", description = "Asks the teachers what has not been answered yet, and settles the votes.", //
        footer = {"", "Every answer is kept as soon as it arrives; run it again after an interruption.",
                "With --json each event is one line of JSON, the last one the summary; see docs/events.md."})
final class AnnotateCommand extends WorkspaceCommand {
    @Option(names = "--record", paramLabel = "FILE", //
            description = "Write all answers as a recording that 'host: replay' can answer from.")
    private @Nullable Path recording;

    @Override
    void work(Run run) throws Exception {
        run.data();
        run.annotate();
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
