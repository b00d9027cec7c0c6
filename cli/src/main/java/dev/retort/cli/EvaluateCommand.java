package dev.retort.cli;

import dev.retort.pipeline.Run;
import dev.retort.pipeline.RunResult;
import picocli.CommandLine.Command;

/// `retort evaluate`.
@Command(name = "evaluate", //
        description = "Judges teachers and student by the reference labels and writes the report; asks and trains nothing.")
final class EvaluateCommand extends WorkspaceCommand {
    @Override
    void work(Run run) throws Exception {
        run.evaluate(run.student());
        RunResult result = run.report(run.student());
        if (json) {
            out().println(ResultJson.of(result));
        } else {
            ResultTable.print(result, out());
        }
    }
}
