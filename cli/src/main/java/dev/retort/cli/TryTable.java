package dev.retort.cli;

import dev.retort.pipeline.TriedSetting;
import dev.retort.pipeline.TriedSettings;
import dev.retort.pipeline.TriedSettings.Comparison;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What `train --try` came to, for people and as JSON.
final class TryTable {
    private static final int VERSION = 1;

    private TryTable() {}

    static void print(TriedSettings tried, PrintWriter out) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("", "epochs", "held-out loss", "accuracy", "macro F1", "seconds", "only best right",
                "only this right", "p"));
        for (int i = 0; i < tried.all().size(); i++) {
            rows.add(row(tried.all().get(i), tried.comparisons().get(i), i == tried.best()));
        }
        out.println();
        Table.print(rows, out);
        out.println();
        out.println(verdict(tried));
        TriedSetting best = tried.winner();
        out.println("To train with the best, write under 'student:' in retort.yaml:");
        best.setting().forEach((key, value) -> out.println("  %s: %s".formatted(key, value)));
        out.println(
                ("Compared on %,d held-out texts and the teacher's labels; test texts were not looked at. Chosen on "
                        + "these texts, the best looks a little better on them than it is.").formatted(best.heldOut()));
    }

    private static List<String> row(TriedSetting setting, Comparison comparison, boolean best) {
        return List.of(words(setting) + (best ? " (best)" : ""),
                "%d of %d%s".formatted(setting.takenEpoch(), setting.epochs(), setting.stoppedEarly() ? " early" : ""),
                decimal(setting.loss(), 4), decimal(setting.accuracy(), 3), decimal(setting.macroF1(), 3),
                decimal(setting.seconds(), 0), best ? "" : Long.toString(comparison.onlyBest()),
                best ? "" : Long.toString(comparison.onlyThis()),
                best ? "" : p(comparison.p()) + (comparison.surelyWorse() ? " worse" : ""));
    }

    /// What the differences mean.
    static String verdict(TriedSettings tried) {
        int others = tried.all().size() - 1;
        String best = "Best by macro F1: " + words(tried.winner()) + ".";
        if (others == 0) {
            return best + " It was the only setting; give more values to compare.";
        }
        String test = "McNemar's exact test%s, 5 %%"
                .formatted(others == 1 ? "" : ", p times " + others + " comparisons");
        List<TriedSetting> equal = tried.asGood();
        if (equal.isEmpty()) {
            return "%s %s surely worse (%s).".formatted(best, others == 1 ? "The other is" : "All others are", test);
        }
        return equal.size() == others
                ? "%s %s (%s): such differences come by chance on so few texts.".formatted(best,
                        others == 1 ? "The other is not surely worse" : "None of the others is surely worse", test)
                : "%s Not surely worse (%s): %s; the others are.".formatted(best, test,
                        equal.stream().map(TryTable::words).collect(Collectors.joining(", ")));
    }

    private static String words(TriedSetting setting) {
        return setting.setting().entrySet().stream().map(value -> value.getKey() + "=" + value.getValue())
                .collect(Collectors.joining(" "));
    }

    private static String p(double value) {
        return value < 0.001 ? "<0.001" : decimal(value, 3);
    }

    private static String decimal(double value, int places) {
        return String.format(Locale.ROOT, "%." + places + "f", value);
    }

    static String json(TriedSettings tried) {
        ObjectNode root = JsonMapper.shared().createObjectNode().put("version", VERSION)
                .put("heldOut", tried.winner().heldOut());
        ArrayNode settings = root.putArray("settings");
        for (int i = 0; i < tried.all().size(); i++) {
            TriedSetting one = tried.all().get(i);
            Comparison comparison = tried.comparisons().get(i);
            ObjectNode node = settings.addObject();
            ObjectNode values = node.putObject("setting");
            one.setting().forEach(values::put);
            node.put("epochs", one.epochs()).put("takenEpoch", one.takenEpoch()).put("stoppedEarly", one.stoppedEarly())
                    .put("loss", one.loss()).put("accuracy", one.accuracy()).put("macroF1", one.macroF1())
                    .put("seconds", one.seconds()).put("best", i == tried.best())
                    .put("onlyBestRight", comparison.onlyBest()).put("onlyThisRight", comparison.onlyThis())
                    .put("p", comparison.p()).put("surelyWorse", comparison.surelyWorse());
        }
        root.put("verdict", verdict(tried));
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }
}
