package dev.retort.cli;

import dev.retort.dataset.Example;
import dev.retort.pipeline.AskedText;
import dev.retort.pipeline.AskedVote;
import dev.retort.store.TroubleRecord;
import dev.retort.task.ValueJson;
import dev.retort.teacher.Answer;
import dev.retort.teacher.LabelProbabilityJson;
import dev.retort.teacher.Usage;
import dev.retort.votes.Ballot;
import dev.retort.votes.ReadStep;
import dev.retort.votes.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Answers for people and for programs.
final class AnswerLines {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private AnswerLines() {}

    /// The text, then each vote with its answer below it.
    static List<String> words(AskedText text) {
        var lines = new ArrayList<String>();
        Example example = text.example();
        lines.add("%s (%s%s)".formatted(example.id(), example.split().word(),
                example.reference().map(reference -> ", %s label %s".formatted(ResultTable.words(reference.source()),
                        reference.value())).orElse("")));
        indented(example.text(), "  ", lines);
        for (AskedVote vote : text.votes()) {
            lines.add("  - %s, vote %d: %s".formatted(vote.ask().teacher().name(), vote.number(), words(vote)));
            switch (vote) {
                case AskedVote.Answered answered -> indented(answered.answer().raw(), "    | ", lines);
                case AskedVote.Failed failed -> indented(failed.trouble().message(), "    ! ", lines);
            }
        }
        return lines;
    }

    private static void indented(String text, String before, List<String> lines) {
        text.lines().map(line -> before + printable(line)).forEach(lines::add);
    }

    /// Control characters would move the cursor or colour the terminal.
    private static String printable(String line) {
        var shown = new StringBuilder();
        line.codePoints().forEach(point -> {
            boolean control = Character.getType(point) == Character.CONTROL && point != '\t';
            shown.append(control ? "\\u%04x".formatted(point) : Character.toString(point));
        });
        return shown.toString();
    }

    private static String words(AskedVote vote) {
        return switch (vote) {
            case AskedVote.Failed(var _, var _, var trouble) -> "%s after %d attempt%s".formatted(
                    trouble.kind() == TroubleRecord.Kind.REJECTED ? "rejected by the host" : "gave up",
                    trouble.attempts(), trouble.attempts() == 1 ? "" : "s");
            case AskedVote.Answered(var _, var _, var answer, var read) -> {
                var parts = new ArrayList<String>(List.of(words(read)));
                Ballot.probability(read, answer).ifPresent(known -> parts.add(probability(known)));
                answer.finishReason().ifPresent(reason -> parts.add("finished: " + printable(reason)));
                answer.usage().ifPresent(usage -> parts.add(words(usage)));
                answer.latency().ifPresent(latency -> parts.add(seconds(latency) + " s"));
                yield String.join(", ", parts);
            }
        };
    }

    private static String words(Vote vote) {
        return switch (vote) {
            case Vote.Read(var value, var _, var step) -> "%s (%s)".formatted(value, words(step));
            case Vote.Unreadable(var cause) -> "unreadable: " + cause.words();
            case Vote.Refused() -> "refused by the model";
        };
    }

    /// To the digits that tell it from certainty.
    private static String probability(double known) {
        return "probability " + (known >= 0.001 && known < 0.9995
                ? String.format(Locale.ROOT, "%.3f", known)
                : String.format(Locale.ROOT, known < 0.5 ? "%.1e" : "%.6f", known));
    }

    private static String words(ReadStep step) {
        return switch (step) {
            case STRICT_JSON -> "JSON as asked";
            case LENIENT_JSON -> "JSON with faults";
            case SINGLE_WORD -> "the label alone";
            case ONLY_MENTION -> "the only label mentioned";
            case DRAWN -> "unreadable, so drawn by seed";
        };
    }

    private static String words(Usage usage) {
        var words = new StringBuilder(String.format(Locale.ROOT, "%,d tokens in", usage.prompt()));
        if (usage.cached() > 0) {
            words.append(String.format(Locale.ROOT, " (%,d cached)", usage.cached()));
        }
        words.append(String.format(Locale.ROOT, ", %,d out", usage.completion()));
        if (usage.reasoning() > 0) {
            words.append(String.format(Locale.ROOT, " (%,d reasoning)", usage.reasoning()));
        }
        return words.toString();
    }

    private static String seconds(Duration latency) {
        return String.format(Locale.ROOT, "%.2f", latency.toNanos() / 1e9);
    }

    /// One object for each vote, on a line of its own.
    static List<String> json(AskedText text) {
        return text.votes().stream().map(vote -> JSON.writeValueAsString(json(text.example(), vote))).toList();
    }

    private static ObjectNode json(Example example, AskedVote vote) {
        ObjectNode line = JSON.createObjectNode().put("id", example.id()).put("text", example.text()).put("split",
                example.split().word());
        example.reference().ifPresent(reference -> line.set("reference",
                JSON.readTree(ValueJson.write(reference.value()))));
        line.put("teacher", vote.ask().teacher().name()).put("model", vote.ask().teacher().model())
                .put("prompt", vote.ask().teacher().style().word()).put("vote", vote.number());
        switch (vote) {
            case AskedVote.Answered answered -> answered(line, answered);
            case AskedVote.Failed(var _, var _, var trouble) -> line.put("outcome", trouble.kind().word())
                    .put("message", trouble.message()).put("attempts", trouble.attempts())
                    .put("at", trouble.at().toString());
        }
        return line;
    }

    private static void answered(ObjectNode line, AskedVote.Answered answered) {
        switch (answered.vote()) {
            case Vote.Read(var value, var reason, var step) -> {
                line.put("outcome", "read").put("step", word(step));
                line.set("value", JSON.readTree(ValueJson.write(value)));
                line.put("reason", reason);
            }
            case Vote.Unreadable(var cause) -> line.put("outcome", "unreadable").put("cause", word(cause));
            case Vote.Refused() -> line.put("outcome", "refused");
        }
        Answer answer = answered.answer();
        line.put("raw", answer.raw());
        answer.finishReason().ifPresent(reason -> line.put("finishReason", reason));
        answer.usage().ifPresent(usage -> line.set("tokens", tokens(usage)));
        answer.label().ifPresent(label -> line.set("labelProbability", LabelProbabilityJson.write(label)));
        answer.latency().ifPresent(latency -> line.put("latencySeconds", latency.toNanos() / 1e9));
        line.put("receivedAt", answer.receivedAt().toString());
    }

    static ObjectNode tokens(Usage usage) {
        return JSON.createObjectNode().put("prompt", usage.prompt()).put("cached", usage.cached())
                .put("completion", usage.completion()).put("reasoning", usage.reasoning());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
