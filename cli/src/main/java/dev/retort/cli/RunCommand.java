package dev.retort.cli;

import dev.retort.pipeline.Run;
import dev.retort.pipeline.RunResult;
import picocli.CommandLine.Command;

/// `retort run`.
@Command(name = "run", description = "Does the whole job: asks the teachers, trains the student, compares them, writes the report.", //
        footer = {"", "Run it again after a change or an interruption: it does only what is missing."})
final class RunCommand extends WorkspaceCommand {
    @Override
    boolean asks() {
        return true;
    }

    @Override
    void work(Run run) throws Exception {
        RunResult result = run.all();
        if (json) {
            out().println(ResultJson.of(result));
        } else {
            ResultTable.print(result, out());
        }
    }
}
