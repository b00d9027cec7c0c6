package dev.retort.prompt;

/// One turn of a chat.
public record Message(Role role, String content) {

    /// Who speaks. The words are those of the OpenAI wire format.
    public enum Role {
        SYSTEM("system"), USER("user"), ASSISTANT("assistant");

        private final String word;

        Role(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
