package dev.retort.pipeline;

import dev.retort.prompt.Prompt;
import dev.retort.prompt.PromptBuilder;
import dev.retort.report.Recipe;
import dev.retort.store.StudentRecord;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.Ask;
import dev.retort.teacher.Mode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// How the run was made, for the page.
final class Recipes {
    private final OpenWorkspace open;
    private final Optional<StudentRecord> student;
    private final Workbench workbench;

    Recipes(OpenWorkspace open, Optional<StudentRecord> student, Workbench workbench) {
        this.open = open;
        this.student = student;
        this.workbench = workbench;
    }

    Recipe recipe() {
        var versions = new LinkedHashMap<String, String>();
        versions.put("Retort", workbench.version());
        versions.put("JDK", Runtime.version().toString());
        student.ifPresent(record -> versions.put("base model", record.base()));
        return new Recipe(open.workspace().task(), prompts(), DataFiles.of(open), DataFiles.hash(open.examples()),
                List.of(annotate(), train()), versions,
                List.of("retort run " + open.workspace().dir().getFileName()));
    }

    private List<Recipe.Prompt> prompts() {
        return open.workspace().teachers().stream().map(this::prompt).toList();
    }

    private Recipe.Prompt prompt(Ask ask) {
        Prompt first = PromptBuilder.of(open.workspace().task(), ask.teacher()).build(open.examples().getFirst());
        return new Recipe.Prompt(Standings.title(ask), switch (first) {
            case Prompt.Chat(var messages) -> messages.stream()
                    .map(message -> new Recipe.Message(message.role().word(), message.content())).toList();
            case Prompt.Raw(var text) -> List.of(new Recipe.Message("text", text));
        });
    }

    private Recipe.Options annotate() {
        AnnotateOptions options = open.workspace().annotate();
        var values = new LinkedHashMap<String, String>();
        for (Ask ask : open.workspace().teachers()) {
            values.put(Standings.title(ask), "%s on %s%s".formatted(ask.teacher().model(),
                    ask.teacher().host().word(), ask.mode() == Mode.BATCH ? ", in batches" : ""));
        }
        values.put("in-flight", String.valueOf(options.inFlight()));
        values.put("attempts", String.valueOf(options.attempts()));
        values.put("ties", open.workspace().votes().ties().word());
        values.put("on-unreadable", open.workspace().votes().onUnreadable().word());
        values.put("votes seed", String.valueOf(open.workspace().votes().seed()));
        return new Recipe.Options("annotate", values);
    }

    private Recipe.Options train() {
        var values = new LinkedHashMap<String, String>();
        values.put("teacher", open.workspace().studentTeacher());
        values.putAll(open.workspace().student().words());
        return new Recipe.Options("train", values);
    }
}
