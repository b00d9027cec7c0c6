package dev.retort.cli;

import dev.retort.pipeline.Run;
import picocli.CommandLine.Command;

/// `retort report`.
@Command(name = "report", description = "Writes the report from what the store holds; asks, trains and judges nothing.")
final class ReportCommand extends WorkspaceCommand {
    @Override
    void work(Run run) throws Exception {
        out().println(run.report(run.student()).page());
    }
}
