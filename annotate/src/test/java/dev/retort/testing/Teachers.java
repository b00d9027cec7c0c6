package dev.retort.testing;

import dev.retort.dataset.Example;
import dev.retort.dataset.Split;
import dev.retort.task.FewShot;
import dev.retort.task.Label;
import dev.retort.task.Task;
import dev.retort.task.TaskKind;
import dev.retort.task.Value;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Structured;
import dev.retort.teacher.Teacher;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Tasks, teachers and texts that tests share.
public final class Teachers {
    /// Three labels, one of them described; two worked examples.
    public static final Task SENTIMENT = new Task("sentiment", TaskKind.TEXT_CLASSIFICATION,
            "Say what the TEXT means for an investor.",
            List.of(new Label("positive", "good news"), Label.of("negative"), Label.of("neutral")),
            List.of(new FewShot("Profit rose to EUR 9m.", new Value.Choice("positive"), "A \"rise\" is good"),
                    new FewShot("Sales were EUR 11m.", new Value.Choice("neutral"), "")));

    private Teachers() {}

    public static Teacher openAi(String name, URI baseUrl, PromptStyle style) {
        return teacher(name, new HostSettings.Http("openai", baseUrl, Optional.empty(), Optional.empty()), style);
    }

    public static Teacher openAi(String name, URI baseUrl, String keyVariable) {
        return teacher(name, new HostSettings.Http("openai", baseUrl, Optional.of(keyVariable), Optional.empty()),
                PromptStyle.SIMPLE);
    }

    public static Teacher huggingFace(String name, URI url, PromptStyle style) {
        return teacher(name, new HostSettings.Http("huggingface", url, Optional.empty(),
                Optional.of("<s>[INST] {prompt} [/INST]")), style);
    }

    public static Teacher teacher(String name, HostSettings host, PromptStyle style) {
        return new Teacher(name, host, "test-model", style, Optional.empty(), Sampling.DEFAULT, Optional.empty());
    }

    /// A teacher at any host that speaks HTTP, with a key.
    public static Teacher at(String host, URI baseUrl, PromptStyle style, Structured structured, Sampling sampling) {
        return new Teacher("t", new HostSettings.Http(host, baseUrl, Optional.of("SOME_KEY"), Optional.empty()),
                "test-model", style, Optional.empty(), sampling, structured, Optional.empty());
    }

    public static Teacher withTemplate(Teacher teacher, String template) {
        return new Teacher(teacher.name(), teacher.host(), teacher.model(), teacher.style(), Optional.of(template),
                teacher.sampling(), teacher.pricedAs());
    }

    public static Example example(String id, String text) {
        return new Example(id, text, Split.TRAIN, Optional.empty());
    }

    /// Texts `Text number 1` and so on.
    public static List<Example> examples(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(number -> example("t" + number, "Text number " + number))
                .toList();
    }
}
