package dev.retort.hosts;

import dev.retort.task.Task;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.KnownHost;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Teacher;
import java.util.List;

/// The form that a host is meant to hold a reply to. Part of the request's key; never of the prompt.
public sealed interface ReplyForm {
    ReplyForm FREE = new Free();

    /// Whatever the prompt brings about.
    record Free() implements ReplyForm {}

    /// Some JSON object.
    record Json() implements ReplyForm {}

    /// A JSON object with a `label`, one of these.
    ///
    /// @param reasoned whether a `reason` comes before it
    record Schema(boolean reasoned, List<String> labels) implements ReplyForm {
        public Schema {
            labels = List.copyOf(labels);
        }
    }

    /// One of these labels and nothing else.
    record Word(List<String> labels) implements ReplyForm {
        public Word {
            labels = List.copyOf(labels);
        }
    }

    /// What a teacher's settings and the abilities of its host come to. A host that only has JSON mode is held to it
    /// where the prompt asks for JSON; otherwise models are known to write blanks without end.
    static ReplyForm of(Task task, Teacher teacher) {
        if (!(teacher.host() instanceof HostSettings.Http http)) {
            return FREE;
        }
        boolean reasoned = teacher.style() == PromptStyle.COT;
        var schema = new Schema(reasoned, task.labelNames());
        return switch (teacher.structured()) {
            case NONE -> FREE;
            case JSON -> new Json();
            case SCHEMA -> schema;
            case AUTO -> automatic(http.known().hold(), schema);
        };
    }

    private static ReplyForm automatic(KnownHost.Hold hold, Schema schema) {
        return switch (hold) {
            case NOTHING -> FREE;
            case JSON -> schema.reasoned() ? new Json() : FREE;
            case SCHEMA, BARE_SCHEMA -> schema;
            case CHOICE -> schema.reasoned() ? schema : new Word(schema.labels());
        };
    }
}
