package dev.retort.prompt;

import dev.retort.task.TaskKind;
import dev.retort.teacher.PromptStyle;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The prompts that come with Retort, one resource file for each kind of task and prompt style.
final class BuiltInTemplates {
    private BuiltInTemplates() {}

    static String text(TaskKind kind, PromptStyle style) {
        String name = kind.word() + "/" + style.word() + ".txt";
        try (InputStream file = BuiltInTemplates.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("no built-in prompt " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read the built-in prompt " + name, unreadable);
        }
    }
}
