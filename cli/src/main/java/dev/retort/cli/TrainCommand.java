package dev.retort.cli;

import dev.retort.pipeline.Run;
import dev.retort.store.StudentRecord;
import picocli.CommandLine.Command;
import tools.jackson.databind.json.JsonMapper;

/// `retort train`.
@Command(name = "train", description = "Fine-tunes the student on what its teacher has labelled so far, and exports it.")
final class TrainCommand extends WorkspaceCommand {
    @Override
    void work(Run run) throws Exception {
        StudentRecord student = run.train();
        out().println(json
                ? JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(student)
                : directory.resolve(student.directory()).toString());
    }
}
