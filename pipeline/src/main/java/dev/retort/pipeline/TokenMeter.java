package dev.retort.pipeline;

import dev.retort.annotate.Questions;
import dev.retort.dataset.Example;
import dev.retort.prompt.PromptBuilder;
import dev.retort.prompt.TokenCounter;
import dev.retort.store.MeterRecord;
import dev.retort.store.MeterRecord.Basis;
import dev.retort.store.StageRecord;
import dev.retort.store.Store;
import dev.retort.task.Task;
import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.Ask;
import dev.retort.teacher.Usage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tokens and latency of each teacher's requests, read off the stored answers: what the host charged where it said so,
/// else counted by us, and then called an estimate.
final class TokenMeter {
    static final String PROMPT = "prompt-tokens-per-request";
    static final String COMPLETION = "completion-tokens-per-request";
    /// Texts whose prompts and answers are counted where the host told nothing.
    private static final int SAMPLE = 2_000;

    private final Task task;
    private final Store store;
    private final Clock clock;

    TokenMeter(Task task, Store store, Clock clock) {
        this.task = task;
        this.store = store;
        this.clock = clock;
    }

    /// Reads the meters unless neither the answers nor the model whose tokens they are counted in have changed.
    void read(Ask ask, List<Example> examples) {
        String name = ask.teacher().name();
        String stage = "tokens " + name;
        String fingerprint = new Fingerprint().add(store.stage(VoteCount.stage(name)).map(StageRecord::inputHash))
                .add(Costs.pricedAs(ask)).hex();
        if (store.stage(stage).filter(done -> done.inputHash().equals(fingerprint)).isEmpty()) {
            readAnswers(ask, examples);
            store.finishStage(stage, fingerprint, "{}", clock.instant());
        }
    }

    private void readAnswers(Ask ask, List<Example> examples) {
        var questions = Questions.of(task, ask);
        List<AnswerKey> keys = new ArrayList<>();
        examples.forEach(example -> keys.addAll(questions.keys(example)));
        Map<AnswerKey, Answer> answers = store.answers(keys);
        List<Usage> charged = answers.values().stream().flatMap(answer -> answer.usage().stream()).toList();
        if (answers.isEmpty()) {
            return;
        }
        if (charged.size() == answers.size()) {
            charged(ask, charged);
        } else {
            counted(ask, examples, answers);
        }
        latency(ask, answers);
    }

    private void charged(Ask ask, List<Usage> charged) {
        Usage total = charged.stream().reduce(new Usage(0, 0, 0, 0), Usage::plus);
        String source = "usage that the host stated for %,d answers".formatted(charged.size());
        save(ask, PROMPT, (double) total.prompt() / charged.size(), "tokens", Basis.MEASURED, source);
        save(ask, COMPLETION, (double) total.completion() / charged.size(), "tokens", Basis.MEASURED, source);
    }

    private void counted(Ask ask, List<Example> examples, Map<AnswerKey, Answer> answers) {
        var counter = TokenCounter.forModel(Costs.pricedAs(ask));
        var prompts = PromptBuilder.of(task, ask.teacher());
        int stride = Math.max(1, examples.size() / SAMPLE);
        long prompt = 0;
        long texts = 0;
        for (int i = 0; i < examples.size(); i += stride) {
            prompt += counter.count(prompts.build(examples.get(i)));
            texts++;
        }
        long completion = 0;
        long replies = 0;
        int answerStride = Math.max(1, answers.size() / SAMPLE);
        int at = 0;
        for (Answer answer : answers.values()) {
            if (at++ % answerStride == 0) {
                completion += counter.count(answer.raw());
                replies++;
            }
        }
        save(ask, PROMPT, (double) prompt / texts, "tokens", Basis.ESTIMATED,
                "tokens of %,d prompts, counted with %s".formatted(texts, counter.basis()));
        save(ask, COMPLETION, (double) completion / replies, "tokens", Basis.ESTIMATED,
                "tokens of %,d recorded answers, counted with %s".formatted(replies, counter.basis()));
    }

    private void latency(Ask ask, Map<AnswerKey, Answer> answers) {
        double[] seconds = answers.values().stream().map(Answer::latency).flatMap(Optional::stream)
                .mapToDouble(latency -> latency.toNanos() / 1e9).sorted().toArray();
        if (seconds.length > 0) {
            save(ask, StudentTrial.LATENCY, seconds[seconds.length / 2], "s", Basis.MEASURED,
                    "median of %,d answers".formatted(seconds.length));
        }
    }

    private void save(Ask ask, String name, double value, String unit, Basis basis, String source) {
        store.saveMeter(new MeterRecord(Stage.ANNOTATE.word(), ask.teacher().name(), name, value, unit, basis, source,
                clock.instant()));
    }
}
