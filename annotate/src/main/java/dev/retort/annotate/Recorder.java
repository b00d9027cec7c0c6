package dev.retort.annotate;

import dev.retort.dataset.Example;
import dev.retort.hosts.RecordedAnswer;
import dev.retort.hosts.RecordingWriter;
import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.Ask;
import dev.retort.teacher.Teacher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// Writes answers as a recording that the host `replay` answers from.
///
/// Answers go by their model's name. Where two teachers ask the same model differently in anything but the prompt
/// style, they go by the teachers' names.
public final class Recorder {
    private static final int CHUNK = 256;

    /// What answers are known, such as `store::answers`.
    @FunctionalInterface
    public interface Answers {
        Map<AnswerKey, Answer> of(Collection<AnswerKey> keys);
    }

    private record Line(Ask ask, Question question) {}

    private final Assignment assignment;
    private final Answers answers;

    public Recorder(Assignment assignment, Answers answers) {
        this.assignment = assignment;
        this.answers = answers;
    }

    /// Writes every known answer of the assignment, by text, teacher and vote.
    ///
    /// @param file replaced, if it is there, once all is written
    /// @return how many answers were written
    public long write(Path file) throws IOException {
        SequencedMap<Ask, Questions> teachers = new LinkedHashMap<>();
        assignment.asks().forEach(ask -> teachers.put(ask, Questions.of(assignment.task(), ask)));
        long written = 0;
        try (var recording = RecordingWriter.create(file)) {
            var lines = new ArrayList<Line>();
            for (Example example : assignment.examples()) {
                teachers.forEach((ask, questions) -> questions.about(example)
                        .forEach(question -> lines.add(new Line(ask, question))));
                if (lines.size() >= CHUNK) {
                    written += write(recording, lines);
                }
            }
            written += write(recording, lines);
            recording.finish();
        }
        return written;
    }

    private long write(RecordingWriter recording, List<Line> lines) throws IOException {
        Map<AnswerKey, Answer> known = answers
                .of(lines.stream().map(line -> line.question().key()).distinct().toList());
        Set<RecordedAnswer> written = new HashSet<>();
        for (Line line : lines) {
            Answer answer = known.get(line.question().key());
            if (answer != null) {
                var recorded = new RecordedAnswer(line.question().exampleId(), name(line.ask().teacher()),
                        line.ask().teacher().style().word(), line.question().key().vote(), answer.raw(),
                        answer.finishReason(), answer.usage(), answer.latency(), answer.label());
                if (written.add(recorded)) {
                    recording.write(recorded);
                }
            }
        }
        lines.clear();
        return written.size();
    }

    private String name(Teacher teacher) {
        boolean ambiguous = assignment.asks().stream().map(Ask::teacher)
                .filter(other -> other.model().equals(teacher.model()))
                .anyMatch(other -> isRivalled(other));
        return ambiguous ? teacher.name() : teacher.model();
    }

    private boolean isRivalled(Teacher teacher) {
        return assignment.asks().stream().map(Ask::teacher).anyMatch(other -> other.model().equals(teacher.model())
                && other.style() == teacher.style() && !asksTheSame(other, teacher));
    }

    private static boolean asksTheSame(Teacher one, Teacher other) {
        return one.host().equals(other.host()) && one.template().equals(other.template())
                && one.sampling().equals(other.sampling()) && one.structured() == other.structured()
                && one.logprobs() == other.logprobs();
    }
}
