package dev.retort.prompt;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The control words that an instruct model expects around a raw prompt, such as `<s>[INST] {prompt} [/INST]`.
final class ChatTemplate {
    /// Control words of the common model families. Inside a text they would end the user's turn.
    private static final Pattern CONTROL = Pattern
            .compile("</?s>|\\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_RESULTS|TOOL_CALLS)\\]|<</?SYS>>"
                    + "|<\\|[^|<>\\s]{1,60}\\|>|<｜[^｜<>\\s]{1,60}｜>|<(?:start|end)_of_turn>|<(?:bos|eos|pad|unk)>",
                    Pattern.CASE_INSENSITIVE);

    private final Template template;

    private ChatTemplate(Template template) {
        this.template = template;
    }

    static ChatTemplate of(String teacher, String text) {
        var template = Template.of(text, Set.of("prompt"));
        if (!template.holds("prompt")) {
            throw new IllegalArgumentException(
                    "teacher '%s': its chat-template has no {prompt}; write {prompt} where the prompt goes"
                            .formatted(teacher));
        }
        return new ChatTemplate(template);
    }

    String around(String prompt) {
        return template.fill(Map.of("prompt", prompt));
    }

    /// The text with a space inside each control word, so that a model's tokenizer reads it as plain letters.
    static String disarm(String text) {
        return CONTROL.matcher(text).replaceAll(word -> {
            String found = word.group();
            return java.util.regex.Matcher.quoteReplacement(found.charAt(0) + " " + found.substring(1));
        });
    }
}
