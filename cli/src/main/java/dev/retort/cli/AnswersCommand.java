package dev.retort.cli;

import dev.retort.pipeline.AnswerFilter;
import dev.retort.pipeline.AnswerSearch;
import dev.retort.pipeline.AnswerTrouble;
import dev.retort.store.Store;
import dev.retort.workspace.Workspace;
import dev.retort.workspace.Workspaces;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `retort answers`.
@Command(name = "answers", description = "Shows what the teachers answered, word for word, with how each answer is read.", //
        footer = {"", "Examples:", "  retort answers news --id mb-0001 --id mb-0002",
                "  retort answers news --trouble unreadable,refused",
                "  retort answers news --disagreement --teacher cot",
                "  retort answers news --json | jq -r 'select(.outcome == \"unreadable\") | .raw'", "",
                "Filters narrow each other. Asks nothing and may be used while 'annotate' runs."})
final class AnswersCommand implements Callable<Integer> {
    private static final int LIMIT = 20;

    @Parameters(index = "0", arity = "0..1", paramLabel = "WORKSPACE", defaultValue = ".", //
            description = "The directory that holds retort.yaml; by default the current one.")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Option(names = "--id", paramLabel = "ID", split = ",", description = "Only this text; may be given several times.")
    private Set<String> ids = new LinkedHashSet<>();

    @Option(names = "--teacher", paramLabel = "NAME", split = ",", //
            description = "Only this teacher; may be given several times.")
    private Set<String> teachers = new LinkedHashSet<>();

    @Option(names = "--trouble", paramLabel = "KIND", split = ",", //
            description = "Only votes with this trouble: unreadable, refused (by the model), rejected (by the host), "
                    + "gave-up, truncated; may be given several times.")
    private List<String> troubles = List.of();

    @Option(names = "--disagreement", //
            description = "Only texts on which the votes of a teacher differ, or the labels of two teachers.")
    private boolean disagreement;

    @Option(names = "--limit", paramLabel = "N", //
            description = "At most so many texts, 0 for all; by default 20, with --json all.")
    private @Nullable Integer limit;

    @Option(names = "--json", description = "Print one JSON object a line for each vote.")
    private boolean json;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Main main;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        int most = most();
        Set<AnswerTrouble> kinds = kinds();
        Workspaces.Loaded loaded = Loading.load(directory, main.invocation(), spec.commandLine().getErr());
        Workspace workspace = loaded.workspace();
        requireKnown(loaded);
        PrintWriter out = spec.commandLine().getOut();
        var shown = new AtomicInteger();
        try (Store store = Annotated.open(workspace)) {
            var search = new AnswerSearch(workspace, store, new AnswerFilter(ids, teachers, kinds, disagreement));
            search.each(loaded.dataset().examples(), text -> {
                if (shown.get() == most) {
                    spec.commandLine().getErr().println("There are more; see all with '--limit 0'.");
                    return false;
                }
                shown.incrementAndGet();
                if (json) {
                    AnswerLines.json(text).forEach(out::println);
                } else {
                    AnswerLines.words(text).forEach(out::println);
                    out.println();
                }
                return !out.checkError(); // the reader of a pipe may have had enough
            });
        }
        if (shown.get() == 0) {
            spec.commandLine().getErr().println("No answers like that.");
        }
        return ExitStatus.DONE;
    }

    private int most() {
        if (limit == null) {
            return json ? Integer.MAX_VALUE : LIMIT;
        }
        if (limit < 0) {
            throw usage("--limit must be 0 (all) or more, got %d".formatted(limit));
        }
        return limit == 0 ? Integer.MAX_VALUE : limit;
    }

    private Set<AnswerTrouble> kinds() {
        var kinds = EnumSet.noneOf(AnswerTrouble.class);
        for (String word : troubles) {
            kinds.add(AnswerTrouble.of(word.strip().toLowerCase(Locale.ROOT))
                    .orElseThrow(() -> usage("--trouble must be one of %s, got '%s'"
                            .formatted(String.join(", ", AnswerTrouble.words()), word))));
        }
        return kinds;
    }

    private void requireKnown(Workspaces.Loaded loaded) {
        teachers.forEach(teacher -> Annotated.requireTeacher(teacher, loaded.workspace(), spec.commandLine()));
        var missing = new HashSet<>(ids);
        loaded.dataset().examples().forEach(example -> missing.remove(example.id()));
        if (!missing.isEmpty()) {
            throw usage("no text has the id '%s'; ids are those of the data files".formatted(
                    missing.iterator().next()));
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
