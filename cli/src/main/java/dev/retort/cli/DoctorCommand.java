package dev.retort.cli;

import dev.retort.doctor.Doctor;
import dev.retort.doctor.Finding;
import dev.retort.doctor.Finding.State;
import dev.retort.doctor.Machine;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `retort doctor`.
@Command(name = "doctor", description = "Says what this machine has and lacks, with a remedy for each thing.", //
        footer = {"", "ok: there. lacks: not there, Retort works without. missing: some commands fail without it; then "
                + "the exit status is 1. Nothing is changed, sent or downloaded; values of keys are not looked at."})
final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print the findings as JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    /// What `--json` prints.
    private record Examination(boolean ok, List<Row> findings) {}

    private record Row(String thing, String state, String detail, String remedy) {
        static Row of(Finding finding) {
            return new Row(finding.thing(), finding.state().word(), finding.detail(), finding.remedy());
        }
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = Doctor.withAllProbes().examine(Machine.here(System.getenv()));
        long missing = findings.stream().filter(finding -> finding.state() == State.MISSING).count();
        if (json) {
            out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(
                    new Examination(missing == 0, findings.stream().map(Row::of).toList())));
        } else {
            findings.forEach(finding -> out.println(line(finding)));
            out.println();
            out.println(
                    missing == 0 ? "Nothing is missing." : "Missing: %d of %d.".formatted(missing, findings.size()));
        }
        return missing == 0 ? ExitStatus.DONE : ExitStatus.FAILED;
    }

    static String line(Finding finding) {
        String line = "%-8s%-19s%s".formatted(finding.state().word(), finding.thing(), finding.detail());
        return finding.remedy().isEmpty() ? line : line + "; " + finding.remedy();
    }
}
