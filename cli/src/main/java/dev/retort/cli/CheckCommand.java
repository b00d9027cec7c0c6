package dev.retort.cli;

import dev.retort.hosts.Hosts;
import dev.retort.pipeline.CostForecast;
import dev.retort.pipeline.Preview;
import dev.retort.pipeline.Run;
import dev.retort.pipeline.TeacherPreview;
import dev.retort.workspace.Workspaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.json.JsonMapper;

/// `retort check`.
@Command(name = "check", description = "Validates a workspace, shows each teacher's first prompt as it will be sent, and forecasts requests, tokens and dollars.", //
        footer = {"",
                "Without --sample it sends nothing and writes nothing. Forecasts run from low to high: from recorded "
                        + "answers where there are some, else from token counts and assumed lengths of answers. Repeated "
                        + "requests are not in them."})
final class CheckCommand extends WorkspaceCommand {
    @Option(names = "--sample", paramLabel = "N", //
            description = "First ask about N texts for real, which costs money, and forecast from what they took. "
                    + "The answers are kept; nothing is asked twice.")
    private @Nullable Integer sample;

    @Override
    public Integer call() throws Exception {
        if (sample != null) {
            if (sample < 1) {
                throw new ParameterException(spec.commandLine(),
                        "--sample must be 1 or more texts, got %d".formatted(sample));
            }
            super.call();
        }
        Workspaces.Loaded loaded = load();
        Preview preview = Preview.of(loaded.workspace(), loaded.dataset(),
                name -> Hosts.keyPlace(key -> Optional.ofNullable(main.invocation().environment().get(key)), name)
                        .isPresent());
        if (json) {
            out().println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(preview));
        } else {
            print(preview);
        }
        return ExitStatus.DONE;
    }

    @Override
    boolean asks() {
        return true;
    }

    @Override
    void work(Run run) throws Exception {
        if (sample != null) {
            run.data();
            run.sample(sample);
        }
    }

    private void print(Preview preview) {
        out().println(String.format(Locale.ROOT,
                "%s: %,d texts (%,d train, %,d validation, %,d test), %,d with reference labels",
                preview.workspace(), preview.texts(), preview.train(), preview.validation(), preview.test(),
                preview.referenced()));
        preview.notes().forEach(note -> out().println("note: " + note));
        for (TeacherPreview teacher : preview.teachers()) {
            out().println();
            out().println("--- first prompt of teacher '%s' ---".formatted(teacher.name()));
            out().println(teacher.firstPrompt());
        }
        out().println();
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("teacher", "votes", "to ask", "tokens in", "tokens out", "$", "at least"));
        preview.teachers().forEach(teacher -> rows.add(row(teacher.forecast())));
        Table.print(rows, out());
        preview.teachers().forEach(teacher -> teacher.remarks()
                .forEach(remark -> out().println("%s: %s".formatted(teacher.name(), remark))));
    }

    private static List<String> row(CostForecast forecast) {
        String open = String.format(Locale.ROOT, "%s%,d", forecast.estimated() ? "about " : "", forecast.open());
        return List.of(forecast.teacher(), String.format(Locale.ROOT, "%,d", forecast.votes()), open,
                ForecastWords.tokens(forecast.promptTokens()), ForecastWords.tokens(forecast.completionTokens()),
                forecast.dollars().map(dollars -> ForecastWords.money(dollars, " to ")).orElse("not known"),
                ForecastWords.shortest(forecast));
    }
}
