package dev.retort.annotate;

import dev.retort.dataset.Example;
import dev.retort.hosts.IntendedRequest;
import dev.retort.hosts.ReplyForm;
import dev.retort.prompt.Prompt;
import dev.retort.prompt.PromptBuilder;
import dev.retort.task.Task;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.Ask;
import java.util.List;
import java.util.stream.IntStream;

/// Everything one teacher is to be asked, text by text. The same task, teacher and text give the same questions with
/// the same keys in every run, so this also finds the answers again.
public final class Questions {
    private final Ask ask;
    private final PromptBuilder prompts;
    private final ReplyForm form;

    private Questions(Ask ask, PromptBuilder prompts, ReplyForm form) {
        this.ask = ask;
        this.prompts = prompts;
        this.form = form;
    }

    /// @throws IllegalArgumentException if the teacher's template cannot be used
    public static Questions of(Task task, Ask ask) {
        return new Questions(ask, PromptBuilder.of(task, ask.teacher()), ReplyForm.of(task, ask.teacher()));
    }

    /// One question for each vote, in the order of the votes.
    public List<Question> about(Example example) {
        Prompt prompt = prompts.build(example);
        var intended = IntendedRequest.of(ask.teacher(), prompt, form, example.id());
        String hash = intended.hash();
        return IntStream.rangeClosed(1, ask.votes())
                .mapToObj(vote -> new Question(ask.teacher(), example.id(), prompt, form,
                        new AnswerKey(hash, vote), intended.json()))
                .toList();
    }

    /// The names of the answers to [#about], in the same order.
    public List<AnswerKey> keys(Example example) {
        return about(example).stream().map(Question::key).toList();
    }

    int votes() {
        return ask.votes();
    }

    /// Whether one response may bring several votes. With a seed it may not: each vote has its own then, and a request
    /// carries one. This is the only place that says so; hosts answer what they are asked.
    boolean mayShareRequests() {
        return ask.teacher().sampling().seed().isEmpty();
    }

    /// Tokens of one reply, by a rule of thumb.
    int replyTokens() {
        return (int) Math.round(switch (ask.teacher().style()) {
            case SIMPLE -> Forecast.SIMPLE_ANSWER.mean();
            case COT -> Forecast.COT_ANSWER.mean();
        });
    }
}
