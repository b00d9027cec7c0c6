package dev.retort.cli;

import dev.retort.annotate.AnnotateSummary;
import dev.retort.annotate.TeacherSummary;
import dev.retort.pipeline.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `retort annotate`.
@Command(name = "annotate", description = "Asks the teachers what has not been answered yet, and settles the votes.", //
        footer = {"", "Every answer is kept as soon as it arrives; run it again after an interruption."})
final class AnnotateCommand extends WorkspaceCommand {
    @Option(names = "--record", paramLabel = "FILE", //
            description = "Write all answers as a recording that 'host: replay' can answer from.")
    private @Nullable Path recording;

    @Override
    void work(Run run) throws Exception {
        Path folder = recording == null ? null : recording.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new IllegalArgumentException("%s: no such directory to write the recording to; make it first"
                    .formatted(folder));
        }
        run.data();
        AnnotateSummary summary = run.annotate();
        if (recording != null) {
            run.record(recording);
        }
        if (json) {
            out().println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(
                    summary.teachers()));
            return;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("teacher", "votes", "answered now", "known before", "rejected", "gave up", "sends"));
        for (TeacherSummary teacher : summary.teachers()) {
            rows.add(List.of(teacher.teacher(), count(teacher.wanted()), count(teacher.answered()),
                    count(teacher.reused()), count(teacher.rejected()), count(teacher.gaveUp()),
                    count(teacher.sends())));
        }
        Table.print(rows, out());
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
