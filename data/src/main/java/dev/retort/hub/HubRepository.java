package dev.retort.hub;

import java.util.regex.Pattern;

/// A repository of the hub.
///
/// @param name organisation and name: `BAAI/bge-small-en-v1.5`
public record HubRepository(Kind kind, String name) {
    private static final Pattern NAME = Pattern.compile("\\w[\\w.-]{0,95}/\\w[\\w.-]{0,95}");

    public enum Kind {
        MODEL("model", "models", ""), DATASET("data set", "datasets", "datasets/");

        private final String word;
        private final String plural;
        private final String before;

        Kind(String word, String plural, String before) {
            this.word = word;
            this.plural = plural;
            this.before = before;
        }
    }

    public HubRepository {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "a repository of the hub must be ORGANISATION/NAME in letters, digits, '.', '_' and '-', got '%s'"
                            .formatted(HubNames.shown(name)));
        }
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches() && !text.contains("--") && !text.contains("..");
    }

    /// `model 'BAAI/bge-small-en-v1.5'`
    public String shown() {
        return "%s '%s'".formatted(kind.word, name);
    }

    /// Its directory in the cache: `models--BAAI--bge-small-en-v1.5`.
    String folder() {
        return kind.plural + "--" + name.replace("/", "--");
    }

    /// Where the hub tells about a revision.
    String infoPath(String revision) {
        return "/api/%s/%s/revision/%s".formatted(kind.plural, name, HubNames.segment(revision));
    }

    /// Where the hub gives a file.
    String filePath(String commit, String file) {
        return "/%s%s/resolve/%s/%s".formatted(kind.before, name, HubNames.segment(commit), HubNames.segments(file));
    }

    /// Its page for people.
    String page() {
        return "/" + kind.before + name;
    }
}
