package dev.retort.prompt;

import dev.retort.dataset.Example;
import dev.retort.task.FewShot;
import dev.retort.task.Label;
import dev.retort.task.Task;
import dev.retort.task.ValueJson;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.KnownHost;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Teacher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Writes one teacher's prompts for one task.
///
/// A template may hold these placeholders: `{instruction}`, `{labels}` (one a line, with its description),
/// `{label-names}` (in one line), `{examples}` (worked examples in the form of the prompt style; without any, the whole
/// paragraph is left out), `{text}`, and `{text-begin}` and `{text-end}`, marks that the text itself cannot contain.
public final class PromptBuilder {
    private static final Set<String> NAMES = Set.of("instruction", "labels", "label-names", "examples", "text",
            "text-begin", "text-end");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Task task;
    private final String labels;
    private final String labelNames;
    private final PromptStyle style;
    private final Template template;
    private final Optional<ChatTemplate> chatTemplate;
    private final boolean raw;

    private PromptBuilder(Task task, PromptStyle style, Template template, boolean raw,
            Optional<ChatTemplate> chatTemplate) {
        this.task = task;
        this.labels = task.labels().stream().map(PromptBuilder::line).collect(Collectors.joining("\n"));
        this.labelNames = String.join(", ", task.labelNames());
        this.style = style;
        this.template = template;
        this.raw = raw;
        this.chatTemplate = chatTemplate;
    }

    /// @throws IllegalArgumentException if the teacher's template has no `{text}` or its chat template no `{prompt}`
    public static PromptBuilder of(Task task, Teacher teacher) {
        String text = teacher.template().orElseGet(() -> BuiltInTemplates.text(task.kind(), teacher.style())).strip();
        var whole = Template.of(text, NAMES);
        if (!whole.holds("text")) {
            throw new IllegalArgumentException(
                    "teacher '%s': its template has no {text}; write {text} where the text to label goes"
                            .formatted(teacher.name()));
        }
        var template = task.examples().isEmpty()
                ? Template.of(Template.withoutParagraphsOf(text, "examples", "text"), NAMES)
                : whole;
        return switch (teacher.host()) {
            case HostSettings.Http http -> new PromptBuilder(task, teacher.style(), template,
                    http.known().wire() == KnownHost.Wire.GENERATION,
                    http.chatTemplate().map(around -> ChatTemplate.of(teacher.name(), around)));
            case HostSettings.Replay replay -> new PromptBuilder(task, teacher.style(), template, false,
                    Optional.empty());
        };
    }

    /// The prompt for one text.
    public Prompt build(Example example) {
        String text = raw ? ChatTemplate.disarm(example.text()) : example.text();
        var texts = new ArrayList<String>(List.of(text));
        task.examples().forEach(shot -> texts.add(shot.text()));
        var marks = TextMarks.outside(texts);
        String filled = template.fill(Map.of("instruction", task.instruction().strip(), "labels", labels,
                "label-names", labelNames, "examples", examples(marks), "text", text,
                "text-begin", marks.begin(), "text-end", marks.end()));
        if (!raw) {
            return new Prompt.Chat(List.of(new Message(Message.Role.USER, filled)));
        }
        return new Prompt.Raw(chatTemplate.map(around -> around.around(filled)).orElse(filled));
    }

    private static String line(Label label) {
        return label.description().isBlank()
                ? "- " + label.name()
                : "- " + label.name() + ": " + label.description().strip();
    }

    private String examples(TextMarks marks) {
        boolean marked = template.holds("text-begin");
        return task.examples().stream().map(shot -> {
            String text = marked ? marks.begin() + shot.text() + marks.end() : shot.text();
            return switch (style) {
                case SIMPLE -> "TEXT: %s\nLabel: %s".formatted(text, shot.value());
                case COT -> "TEXT: %s\nJSON: %s".formatted(text, reasoned(shot));
            };
        }).collect(Collectors.joining("\n"));
    }

    /// `{"reason": "...", "label": "..."}`: the reason first, then the value's own fields.
    private static String reasoned(FewShot shot) {
        var json = new StringBuilder("{\"reason\": ").append(JSON.writeValueAsString(shot.reason()));
        JsonNode value = JSON.readTree(ValueJson.write(shot.value()));
        value.properties().forEach(field -> json.append(", ").append(JSON.writeValueAsString(field.getKey()))
                .append(": ").append(field.getValue()));
        return json.append('}').toString();
    }
}
