package dev.retort.pipeline;

import dev.retort.annotate.Forecast;
import dev.retort.bill.Figure;
import dev.retort.bill.PerMillionTexts;
import dev.retort.bill.Tokens;
import dev.retort.bill.Unit;
import dev.retort.dataset.Dataset;
import dev.retort.teacher.Ask;
import dev.retort.teacher.HostSettings;
import dev.retort.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/// What asking one teacher would take.
///
/// @param firstPrompt every character of the first prompt as it will be sent
/// @param requests votes for all texts
/// @param known votes that have an answer already
/// @param tokensIn of the requests still to send
/// @param tokensOut expected of their answers
/// @param dollars for them, as people read it
/// @param remarks what must be known to judge the figures, and what is missing
public record TeacherPreview(String name, String firstPrompt, long requests, long known, double tokensIn,
        double tokensOut, String dollars, String pricedAs, List<String> remarks) {
    public TeacherPreview {
        remarks = List.copyOf(remarks);
    }

    static TeacherPreview of(Workspace workspace, Dataset dataset, Ask ask, String firstPrompt, long known,
            Predicate<String> isSet) {
        Forecast forecast = Forecast.of(workspace.task(), ask, dataset.examples());
        double open = 1 - (double) known / forecast.requests();
        double in = forecast.promptTokens() * open;
        double out = forecast.completionTokens() * open;
        var remarks = new ArrayList<String>();
        remarks.add("tokens counted with %s on %,d texts; answers taken to be %.0f tokens long".formatted(
                forecast.basis(), forecast.sampled(), (double) forecast.completionTokens() / forecast.requests()));
        remarks.addAll(hostRemarks(ask, isSet));
        return new TeacherPreview(ask.teacher().name(), firstPrompt, forecast.requests(), known, in, out,
                dollars(workspace, ask, in, out), forecast.model(), remarks);
    }

    private static String dollars(Workspace workspace, Ask ask, double in, double out) {
        if (ask.teacher().host() instanceof HostSettings.Replay) {
            return "0 (replayed)";
        }
        Figure money = PerMillionTexts
                .teacher(ask.teacher().name(), new Tokens(in / PerMillionTexts.TEXTS, out / PerMillionTexts.TEXTS),
                        "forecast", 1, new Costs(workspace.report(), List.of(), 1).price(ask),
                        Figure.notKnown(Unit.HOURS, ""), Figure.notKnown(Unit.KILOWATT_HOURS, ""),
                        Figure.notKnown(Unit.GRAMS_PER_KILOWATT_HOUR, ""))
                .money();
        return money.number().map(value -> String.format(Locale.ROOT, value < 1 ? "%.4f" : "%,.2f", value))
                .orElse("no price known");
    }

    private static List<String> hostRemarks(Ask ask, Predicate<String> isSet) {
        return switch (ask.teacher().host()) {
            case HostSettings.Replay(var recording) -> List.of("replayed from " + recording.getFileName()
                    + ": nothing is sent");
            case HostSettings.Http http -> http.keyVariable().map(variable -> isSet.test(variable)
                    ? "key from " + variable
                    : "the variable %s is not set; a run will stop without it".formatted(variable)).stream().toList();
        };
    }
}
