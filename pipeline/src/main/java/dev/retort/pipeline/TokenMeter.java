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
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;

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
    ///
    /// @param goOn asked every now and then; once it says no, the meters stay as they were
    void read(Ask ask, List<Example> examples, BooleanSupplier goOn) {
        String name = ask.teacher().name();
        String stage = "tokens " + name;
        String fingerprint = new Fingerprint().add(store.stage(VoteCount.stage(name)).map(StageRecord::inputHash))
                .add(Costs.pricedAs(ask)).hex();
        if (store.stage(stage).filter(done -> done.inputHash().equals(fingerprint)).isEmpty()
                && readAnswers(ask, examples, goOn)) {
            store.finishStage(stage, fingerprint, "{}", clock.instant());
        }
    }

    /// What is summed up over all answers.
    private static final class Sums {
        private long answers;
        private long charged;
        private Usage usage = Usage.NONE;
        private final DoubleStream.Builder seconds = DoubleStream.builder();

        void add(Answer answer) {
            answers++;
            answer.usage().ifPresent(told -> {
                charged++;
                usage = usage.plus(told);
            });
            answer.latency().ifPresent(latency -> seconds.add(latency.toNanos() / 1e9));
        }
    }

    private boolean readAnswers(Ask ask, List<Example> examples, BooleanSupplier goOn) {
        var sums = new Sums();
        if (!eachAnswer(ask, examples, goOn, sums::add)) {
            return false;
        }
        if (sums.answers == 0) {
            return true;
        }
        if (sums.charged == sums.answers) {
            charged(ask, sums);
        } else if (!counted(ask, examples, sums.answers, goOn)) {
            return false;
        }
        latency(ask, sums.seconds.build().sorted().toArray());
        return true;
    }

    /// Every answer once, though texts that are the same share theirs.
    private boolean eachAnswer(Ask ask, List<Example> examples, BooleanSupplier goOn, Consumer<Answer> receiver) {
        Set<AnswerKey> seen = new HashSet<>();
        return AnswersByText.each(store, Questions.of(task, ask), examples, goOn, text -> {
            for (AnswerKey key : text.keys()) {
                Answer answer = text.answers().get(key);
                if (answer != null && seen.add(key)) {
                    receiver.accept(answer);
                }
            }
        });
    }

    private void charged(Ask ask, Sums sums) {
        String source = "usage that the host stated for %,d answers".formatted(sums.charged);
        save(ask, PROMPT, (double) sums.usage.prompt() / sums.charged, "tokens", Basis.MEASURED, source);
        save(ask, COMPLETION, (double) sums.usage.completion() / sums.charged, "tokens", Basis.MEASURED, source);
    }

    private boolean counted(Ask ask, List<Example> examples, long answers, BooleanSupplier goOn) {
        var counter = TokenCounter.forModel(Costs.pricedAs(ask));
        var prompts = PromptBuilder.of(task, ask.teacher());
        int stride = Math.max(1, examples.size() / SAMPLE);
        long prompt = 0;
        long texts = 0;
        for (int i = 0; i < examples.size(); i += stride) {
            if (!goOn.getAsBoolean()) {
                return false;
            }
            prompt += counter.count(prompts.build(examples.get(i)));
            texts++;
        }
        var replies = new LongSummaryStatistics();
        if (!eachAnswer(ask, examples, goOn, everySo(Math.max(1, answers / SAMPLE),
                answer -> replies.accept(counter.count(answer.raw()))))) {
            return false;
        }
        save(ask, PROMPT, (double) prompt / texts, "tokens", Basis.ESTIMATED,
                "tokens of %,d prompts, counted with %s".formatted(texts, counter.basis()));
        save(ask, COMPLETION, replies.getAverage(), "tokens", Basis.ESTIMATED,
                "tokens of %,d recorded answers, counted with %s".formatted(replies.getCount(), counter.basis()));
        return true;
    }

    /// Hands the first of every `stride` answers on.
    private static Consumer<Answer> everySo(long stride, Consumer<Answer> receiver) {
        long[] at = new long[1];
        return answer -> {
            if (at[0]++ % stride == 0) {
                receiver.accept(answer);
            }
        };
    }

    private void latency(Ask ask, double[] seconds) {
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
