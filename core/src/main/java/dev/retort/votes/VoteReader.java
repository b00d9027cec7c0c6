package dev.retort.votes;

import dev.retort.task.Task;
import dev.retort.task.Value;
import dev.retort.teacher.Answer;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads answers as votes, from the strictest way to the most lenient. A label is read only where the reply states it;
/// whatever leaves a doubt is unreadable with its cause, and kept as such.
///
/// First come off: end-of-turn marks, and the thinking aloud of reasoning models. A reply that ends while the model
/// still thinks has no label. Then, the first step that finds a statement decides:
///
/// 1. [ReadStep#STRICT_JSON]: the reply is one JSON object `{"reason": "...", "label": "..."}`, in any order.
/// 2. [ReadStep#LENIENT_JSON]: JSON-like objects anywhere in the reply, as [LooseJson] forgives them, read as
///    [StatedMembers] says. Prose around an object never overrules it; two objects with different labels are
///    [Vote.Cause#SEVERAL_LABELS]. Then the object without its braces: lines `Reason: ...`, `Label: ...`, or the tags
///    `<label>...</label>`.
/// 3. [ReadStep#SINGLE_WORD]: the reply, or one line of it, is nothing but a label, whatever emphasis, quotes,
///    brackets, bullets or final punctuation is around it, also as `Label: positive`.
/// 4. [ReadStep#ONLY_MENTION]: exactly one label is mentioned as a whole word. `slightly positive` and `leans
///    positive` mention positive: the task has no degrees, and the teacher chose a side.
///
/// How labels are recognised: without regard to case, typographic form, or what joins the words of a longer label
/// (`very-positive`); the longest label wins (`very positive` is not `positive`); `positively` and `positives` are other
/// words; in scripts without spaces a label is found inside a sentence.
///
/// What stays unreadable:
///
/// - two labels: `positive or neutral`, `positive/negative`, `neither positive nor negative`, also `not positive but
///   negative` ([Vote.Cause#SEVERAL_LABELS]);
/// - the only label denied, see [Negation] ([Vote.Cause#NEGATED]);
/// - something else where a label belongs: `mixed`, `n/a`, `{"label": "bullish"}` ([Vote.Cause#UNKNOWN_LABEL]);
/// - no label at all, an empty or cut-off one, or labels in the reason, in the repeated text or in a question only
///   ([Vote.Cause#NO_LABEL]);
/// - white space ([Vote.Cause#EMPTY]).
///
/// [Vote.Refused]: the host's finish reason says so, or the reply opens as a refusal (see [Refusal]) and states no label
/// in its own place.
///
/// The work is linear in the length of the reply, without regular expressions or recursion. Thread-safe.
public final class VoteReader {
    /// Characters of a reason that are kept with a vote: more than anyone reads, less than a model that runs on writes.
    private static final int LONGEST_REASON = 10_000;

    private final Task task;
    private final VoteRules rules;
    private final Phrases phrases;

    public VoteReader(Task task, VoteRules rules) {
        this.task = task;
        this.rules = rules;
        this.phrases = new Phrases(task);
    }

    /// Reads a teacher's answer to one request. With [OnUnreadable#RANDOM], an unreadable or refused one becomes a label
    /// drawn by seed, example id and vote, whatever was read before.
    ///
    /// @param vote from 1
    public Vote read(String exampleId, int vote, Answer answer) {
        Vote read = answer.finishReason().filter(Refusal::isFinishReason).<Vote>map(_ -> new Vote.Refused())
                .orElseGet(() -> read(answer.raw()));
        return switch (read) {
            case Vote.Read(var value, var reason, var step) -> new Vote.Read(value, shortened(reason), step);
            case Vote.Unreadable _,Vote.Refused _ -> switch (rules.onUnreadable()) {
                case KEEP -> read;
                case RANDOM -> new Vote.Read(
                        task.valueAt(Draw.below(task.labels().size(), rules.seed(), "unreadable", exampleId, vote)),
                        "", ReadStep.DRAWN);
            };
        };
    }

    /// The answer itself keeps every word.
    private static String shortened(String reason) {
        if (reason.length() <= LONGEST_REASON) {
            return reason;
        }
        int end = Character.isHighSurrogate(reason.charAt(LONGEST_REASON - 1)) ? LONGEST_REASON - 1 : LONGEST_REASON;
        return reason.substring(0, end) + " …";
    }

    /// Reads a reply by its text alone; never draws.
    public Vote read(String raw) {
        if (isBlank(raw)) {
            return new Vote.Unreadable(Vote.Cause.EMPTY);
        }
        String answer = ReplyText.answer(raw);
        return StrictJson.read(task, answer)
                .orElseGet(() -> lenient(StrictJson.insideString(answer).map(ReplyText::answer).orElse(answer)));
    }

    private static boolean isBlank(String raw) {
        return Words.fold(raw).isBlank();
    }

    private Vote lenient(String answer) {
        var json = LooseJson.parse(answer);
        var members = new StatedMembers(phrases, json.members());
        Optional<Reading> stated = members.reading();
        if (stated.isPresent()) {
            return vote(stated.get(), members.reason(), ReadStep.LENIENT_JSON);
        }
        boolean hasObject = !json.members().isEmpty();
        return lines(json.outside(), hasObject ? members.reason() : "", hasObject);
    }

    /// @param reason of an object without a label; may be empty
    /// @param hasObject whether there is one: then a stray word beside it was not meant as a label
    private Vote lines(String text, String reason, boolean hasObject) {
        OptionalInt whole = phrases.whole(withoutFences(text));
        if (whole.isPresent()) {
            return vote(new Reading.Found(whole.getAsInt()), reason, ReadStep.SINGLE_WORD);
        }
        var lines = new StatedLines(phrases, text);
        String stated = lines.reason().isEmpty() ? reason : lines.reason();
        Optional<Reading> reading = lines.reading();
        if (reading.isPresent()) {
            ReadStep line = lines.labelsAlone() ? ReadStep.SINGLE_WORD : ReadStep.ONLY_MENTION;
            return vote(reading.get(), stated, lines.reason().isEmpty() ? line : ReadStep.LENIENT_JSON);
        }
        Reading prose = phrases.prose(lines.prose());
        boolean stray = hasObject && prose.equals(new Reading.Failed(Vote.Cause.UNKNOWN_LABEL));
        return vote(stray ? Reading.NO_LABEL : prose, stated, ReadStep.ONLY_MENTION);
    }

    private static String withoutFences(String text) {
        if (!text.contains("```")) {
            return text;
        }
        var kept = new StringBuilder();
        text.lines().filter(line -> !line.stripLeading().startsWith("```"))
                .forEach(line -> kept.append(line).append('\n'));
        return kept.toString();
    }

    private Vote vote(Reading reading, String reason, ReadStep step) {
        return switch (reading) {
            case Reading.Found(int label) -> {
                Value value = task.valueAt(label);
                yield new Vote.Read(value, reason, step);
            }
            case Reading.Failed(Vote.Cause cause) -> new Vote.Unreadable(cause);
            case Reading.Declined _ -> new Vote.Refused();
        };
    }
}
