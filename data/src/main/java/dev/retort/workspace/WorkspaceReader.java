package dev.retort.workspace;

import dev.retort.files.DataSettings;
import dev.retort.files.Problem;
import dev.retort.student.TrainOptions;
import dev.retort.task.Task;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.Ask;
import dev.retort.votes.VoteRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads a workspace's `retort.yaml`. Reads nothing of the data but whether the files are there; [Workspaces#load] reads
/// both.
public final class WorkspaceReader {
    /// The version this code reads.
    public static final int VERSION = 1;

    /// As much as could be read.
    record Parts(String name, Optional<Task> task, VoteRules votes, Optional<PlannedData> data, List<Ask> teachers,
            AnnotateOptions annotate, Optional<String> studentTeacher, TrainOptions student, ReportSettings report) {

        /// Only where nothing was wrong, so that nothing is missing.
        Workspace whole(Path dir, DataSettings settled) {
            return new Workspace(dir, name, task.orElseThrow(), votes, settled, teachers, annotate,
                    studentTeacher.orElseThrow(), student, report);
        }
    }

    private WorkspaceReader() {}

    /// Reads a workspace whose data lie on this machine.
    ///
    /// @throws WorkspaceException with all problems
    public static Workspace read(Path dir) {
        var problems = new YamlProblems();
        Optional<Parts> parts = parts(dir, problems);
        Optional<DataSettings> data = parts.flatMap(Parts::data)
                .flatMap(planned -> planned.settle(HubData.NONE, problems));
        if (!problems.isEmpty()) {
            throw new WorkspaceException(problems.all());
        }
        return parts.orElseThrow().whole(dir, data.orElseThrow());
    }

    /// What can be read; empty if nothing, with problems added.
    static Optional<Parts> parts(Path dir, YamlProblems problems) {
        Path file = dir.resolve(Workspace.FILE);
        if (!Files.isDirectory(dir)) {
            problems.add(Problem.of(dir.toString(),
                    Files.exists(dir)
                            ? "is no directory; name the directory that holds %s".formatted(Workspace.FILE)
                            : "no such workspace; 'retort init %s' makes one".formatted(dir)));
        } else if (!Files.isRegularFile(file)) {
            problems.add(Problem.of(dir.toString(),
                    "has no %s; 'retort init %s' writes one".formatted(Workspace.FILE, dir)));
        } else {
            return YamlFile.read(file, problems).flatMap(mapping -> parts(dir, mapping, problems));
        }
        return Optional.empty();
    }

    /// What can be read of a file's mapping; empty if nothing, with problems added.
    static Optional<Parts> parts(Path dir, MappingNode mapping, YamlProblems problems) {
        if (!isVersionRead(mapping, problems)) {
            return Optional.empty();
        }
        var root = new Section(mapping, WorkspaceKeys.ROOT, "", problems);
        String name = root.text("name").map(String::strip).orElseGet(() -> nameOf(dir));
        Optional<Task> task = TaskSection.read(root, name);
        VoteRules votes = OptionsSections.votes(root);
        Optional<PlannedData> data = DataSection.read(root, dir);
        ReportSettings report = ReportSection.read(root, dir);
        TeachersSection.Teachers teachers = TeachersSection.read(root, dir, report.pricedAs(),
                votes.weights());
        OptionsSections.checkWeights(root, votes, teachers.asks());
        AnnotateOptions annotate = OptionsSections.annotate(root);
        StudentSection.Student student = StudentSection.read(root, dir, teachers, task);
        return Optional
                .of(new Parts(name, task, votes, data, teachers.asks(), annotate, student.teacher(), student.options(),
                        report));
    }

    /// Another version's keys mean other things, so nothing else is looked at.
    private static boolean isVersionRead(MappingNode mapping, YamlProblems problems) {
        Optional<String> version = Section.peek(mapping, "version");
        if (version.filter(String.valueOf(VERSION)::equals).isPresent()) {
            return true;
        }
        Optional<Node> key = mapping.getValue().stream().map(NodeTuple::getKeyNode)
                .filter(node -> node instanceof ScalarNode word && word.getValue().equals("version")).findFirst();
        problems.add(key.orElse(mapping), version.isEmpty()
                ? "version is missing; write 'version: 1' as the first line"
                : "version is %s, but this Retort reads version %d; use a newer Retort or write 'version: 1'"
                        .formatted(version.get(), VERSION));
        return false;
    }

    private static String nameOf(Path dir) {
        return Optional.ofNullable(dir.toAbsolutePath().normalize().getFileName()).map(Path::toString)
                .orElse("workspace");
    }
}
