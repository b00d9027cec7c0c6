package dev.retort.teacher;

/// Tokens a host charged for one answer.
///
/// @param prompt all prompt tokens, the cached ones included
/// @param cached prompt tokens served from the host's cache
/// @param completion all generated tokens, the reasoning ones included
/// @param reasoning generated tokens that the reply does not show
public record Usage(long prompt, long cached, long completion, long reasoning) {
    public static final Usage NONE = new Usage(0, 0, 0, 0);

    public Usage plus(Usage other) {
        return new Usage(prompt + other.prompt, cached + other.cached, completion + other.completion,
                reasoning + other.reasoning);
    }
}
