package dev.retort.hosts;

import dev.retort.teacher.Teacher;
import dev.retort.teacher.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Answers from a recording. Costs nothing and measures nothing: usage and latency are what was recorded.
final class ReplayHost implements Host {
    private final Recording recording;
    private final String teacher;

    private ReplayHost(Recording recording, String teacher) {
        this.recording = recording;
        this.teacher = teacher;
    }

    /// @param recording lent, not closed here
    /// @param teacher whose model, or else whose name, the recording must hold
    /// @throws IllegalArgumentException if it holds neither
    static ReplayHost of(Recording recording, Teacher teacher) {
        for (String name : List.of(teacher.model(), teacher.name())) {
            if (recording.teachers().contains(name)) {
                return new ReplayHost(recording, name);
            }
        }
        throw new IllegalArgumentException(
                "%s has no answers of '%s'; it has: %s".formatted(recording.file(), teacher.model(),
                        recording.size() == 0 ? "nothing" : String.join(", ", recording.teachers())));
    }

    @Override
    public boolean charges() {
        return false;
    }

    @Override
    public HostReply send(Request request) {
        String prompt = request.style().word();
        var found = new ArrayList<RecordedAnswer>();
        try {
            for (int vote : request.votes()) {
                Optional<RecordedAnswer> answer = recording.find(teacher, prompt, request.exampleId(), vote);
                if (answer.isEmpty()) {
                    return new HostReply.Rejected(new Trouble(Trouble.Kind.NOT_RECORDED,
                            "%s has no answer of '%s' for id '%s', prompt '%s', vote %d".formatted(recording.file(),
                                    teacher,
                                    request.exampleId(), prompt, vote)));
                }
                found.add(answer.get());
            }
        } catch (IOException unreadable) {
            return new HostReply.Stopped(String.valueOf(unreadable.getMessage()));
        }
        return new HostReply.Answered(
                found.stream().map(answer -> new Choice(answer.answer(), answer.finishReason())
                        .labelled(answer.label())).toList(),
                found.stream().flatMap(answer -> answer.usage().stream()).reduce(Usage::plus),
                found.getFirst().latency(), Limits.UNKNOWN);
    }

    @Override
    public void close() {}
}
