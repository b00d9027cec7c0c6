package dev.retort.cli;

import dev.retort.pipeline.Run;
import dev.retort.pipeline.TriedSettings;
import dev.retort.store.StudentRecord;
import dev.retort.workspace.Setting;
import dev.retort.workspace.SettingsGrid;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `retort train`.
@Command(name = "train", description = "Fine-tunes the student on what its teacher has labelled so far, and exports it.", //
        footer = {"",
                "With --try nothing is exported and the student stays as it is: each setting is trained on the same "
                        + "texts, and all are compared on the texts held out from training, never on test texts."})
final class TrainCommand extends WorkspaceCommand {
    @Option(names = "--try", paramLabel = "KEY=VALUE,...", //
            description = "Compare values of a key of 'student:', such as lr=1e-5,3e-5,1e-4. Several --try make a grid of "
                    + "at most " + SettingsGrid.MOST + " settings.")
    private List<String> tries = List.of();

    @Override
    public Integer call() throws Exception {
        settings(); // what is wrong with them is told before anything is opened
        return super.call();
    }

    private List<Setting> settings() {
        return tries.isEmpty() ? List.of() : SettingsGrid.of(directory, tries);
    }

    @Override
    void work(Run run) throws Exception {
        if (!tries.isEmpty()) {
            TriedSettings tried = run.tryOut(settings());
            if (json) {
                out().println(TryTable.json(tried));
            } else {
                TryTable.print(tried, out());
            }
            return;
        }
        StudentRecord student = run.train();
        out().println(json
                ? JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(student)
                : directory.resolve(student.directory()).toString());
    }
}
