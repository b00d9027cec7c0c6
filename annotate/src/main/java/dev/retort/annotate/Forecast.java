package dev.retort.annotate;

import dev.retort.dataset.Example;
import dev.retort.prompt.PromptBuilder;
import dev.retort.prompt.TokenCounter;
import dev.retort.task.Task;
import dev.retort.teacher.Ask;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Teacher;
import java.util.Collection;

/// What one teacher will be sent and is expected to write, if every vote is asked once and every answer comes at the
/// first attempt.
///
/// @param teacher the workspace's name for it
/// @param model whose tokens are counted and whose prices apply
/// @param requests one for each vote
/// @param promptTokens of all requests
/// @param completionTokens of all answers: [#SIMPLE_ANSWER] or [#COT_ANSWER] each; hidden reasoning is not in it
/// @param sampled texts that were counted; the rest is taken to be like them
/// @param basis how tokens were counted, in words
public record Forecast(String teacher, String model, long requests, long promptTokens, long completionTokens,
        int sampled, String basis) {
    /// Tokens of a bare label. The case study assumed the same.
    public static final int SIMPLE_ANSWER = 3;
    /// Tokens of a reason of one or two sentences and a label, as JSON. The recorded answers of `examples/market-briefs`
    /// have 27 on average, those of Mixtral in the case study some 41.
    public static final int COT_ANSWER = 40;
    /// Texts counted at most, evenly spread over all.
    public static final int SAMPLE = 1000;

    public static Forecast of(Task task, Ask ask, Collection<Example> examples) {
        Teacher teacher = ask.teacher();
        String model = teacher.pricedAs().orElse(teacher.model());
        var prompts = PromptBuilder.of(task, teacher);
        var counter = TokenCounter.forModel(model);
        int texts = examples.size();
        int step = Math.max(1, Math.ceilDiv(texts, SAMPLE));
        long tokens = 0;
        int sampled = 0;
        int index = 0;
        for (Example example : examples) {
            if (index++ % step == 0) {
                tokens += counter.count(prompts.build(example));
                sampled++;
            }
        }
        long requests = (long) texts * ask.votes();
        double perText = sampled == 0 ? 0 : (double) tokens / sampled;
        return new Forecast(teacher.name(), model, requests, Math.round(perText * requests),
                requests * answerTokens(teacher.style()), sampled, counter.basis());
    }

    static int answerTokens(PromptStyle style) {
        return switch (style) {
            case SIMPLE -> SIMPLE_ANSWER;
            case COT -> COT_ANSWER;
        };
    }
}
