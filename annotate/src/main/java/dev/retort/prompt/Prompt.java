package dev.retort.prompt;

import java.util.List;
import java.util.stream.Collectors;

/// What a teacher reads about the task and one text, in the form that its host takes.
public sealed interface Prompt {

    /// For hosts that know turns and apply the model's chat template themselves.
    record Chat(List<Message> messages) implements Prompt {
        public Chat {
            messages = List.copyOf(messages);
        }

        @Override
        public String shown() {
            return messages.stream().map(message -> "[" + message.role().word() + "]\n" + message.content())
                    .collect(Collectors.joining("\n"));
        }

        @Override
        public int letters() {
            return messages.stream().mapToInt(message -> message.content().length()).sum();
        }
    }

    /// For hosts that continue a raw text; the chat template, if any, is already around it.
    record Raw(String text) implements Prompt {
        @Override
        public String shown() {
            return text;
        }

        @Override
        public int letters() {
            return text.length();
        }
    }

    /// The prompt for people to read: every character that will be sent, each turn under its role.
    String shown();

    /// UTF-16 units of what is sent.
    int letters();
}
