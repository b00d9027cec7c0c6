package dev.retort.cli;

import dev.retort.hosts.Hosts;
import dev.retort.pipeline.Preview;
import dev.retort.pipeline.TeacherPreview;
import dev.retort.workspace.Workspaces;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `retort check`.
@Command(name = "check", description = "Validates a workspace, shows each teacher's first prompt as it will be sent, and forecasts requests, tokens and dollars.", //
        footer = {"", "Sends nothing and writes nothing."})
final class CheckCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "WORKSPACE", defaultValue = ".", //
            description = "The directory that holds retort.yaml; by default the current one.")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Main main;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        Workspaces.Loaded loaded = Workspaces.load(directory);
        Preview preview = Preview.of(loaded.workspace(), loaded.dataset(),
                name -> Hosts.keyPlace(key -> Optional.ofNullable(main.invocation().environment().get(key)), name)
                        .isPresent());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(preview));
        } else {
            print(preview, out);
        }
        return ExitStatus.DONE;
    }

    private static void print(Preview preview, PrintWriter out) {
        out.println(String.format(Locale.ROOT,
                "%s: %,d texts (%,d train, %,d validation, %,d test), %,d with reference labels",
                preview.workspace(), preview.texts(), preview.train(), preview.validation(), preview.test(),
                preview.referenced()));
        preview.notes().forEach(note -> out.println("note: " + note));
        for (TeacherPreview teacher : preview.teachers()) {
            out.println();
            out.println("--- first prompt of teacher '%s' ---".formatted(teacher.name()));
            out.println(teacher.firstPrompt());
        }
        out.println();
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("teacher", "requests", "known", "tokens in", "tokens out", "$", "priced as"));
        for (TeacherPreview teacher : preview.teachers()) {
            rows.add(List.of(teacher.name(), count(teacher.requests()), count(teacher.known()),
                    count(Math.round(teacher.tokensIn())), count(Math.round(teacher.tokensOut())), teacher.dollars(),
                    teacher.pricedAs()));
        }
        Table.print(rows, out);
        preview.teachers().forEach(teacher -> teacher.remarks()
                .forEach(remark -> out.println("%s: %s".formatted(teacher.name(), remark))));
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
