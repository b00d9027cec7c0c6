package dev.retort.annotate;

import dev.retort.dataset.Example;
import dev.retort.prompt.PromptBuilder;
import dev.retort.prompt.TokenCounter;
import dev.retort.task.Task;
import dev.retort.teacher.Answer;
import dev.retort.teacher.Ask;
import dev.retort.teacher.Teacher;
import dev.retort.teacher.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// What one request of a teacher is expected to take on average, if it is answered at the first attempt: measured on
/// recorded answers where there are at least [#ENOUGH], else counted and assumed.
///
/// @param model whose tokens are counted and whose prices apply
/// @param promptTokens sent
/// @param cachedShare of the prompt's tokens, as measured; 0 where nothing was
/// @param completionTokens written, hidden reasoning included only where it was measured
/// @param latency in seconds; empty where none was measured
/// @param sampled texts that were counted; the rest is taken to be like them
/// @param basis where the figures come from, in words
public record Forecast(String model, Expected promptTokens, double cachedShare, Expected completionTokens,
        Optional<Expected> latency, int sampled, String basis) {
    /// Tokens of a bare label. The case study assumed 3; a label of several words or a sentence around it takes more.
    public static final Expected SIMPLE_ANSWER = new Expected(1, 3, 8);
    /// Tokens of a reason of one or two sentences and a label, as JSON. The recorded answers of `examples/market-briefs`
    /// have 27 on average, those of Mixtral in the case study some 41.
    public static final Expected COT_ANSWER = new Expected(20, 40, 80);
    /// Recorded answers from which on they are believed.
    public static final int ENOUGH = 5;
    /// Texts counted at most, evenly spread over all.
    public static final int SAMPLE = 1000;
    /// How far a count with the model's own encoding may be off: hosts add a few tokens of their own.
    private static final double EXACT = 1.05;

    /// @param examples to be asked about
    /// @param recorded answers of this teacher, the more the better
    /// @param requests to come
    public static Forecast of(Task task, Ask ask, Collection<Example> examples, List<Answer> recorded, long requests) {
        Teacher teacher = ask.teacher();
        String model = teacher.pricedAs().orElse(teacher.model());
        var counter = TokenCounter.forModel(model);
        List<Usage> usages = recorded.stream().flatMap(answer -> answer.usage().stream()).toList();
        boolean believed = recorded.size() >= ENOUGH;
        boolean charged = believed && !usages.isEmpty();
        if (charged) {
            Expected prompt = mean(recorded, requests, answer -> tokens(answer).prompt());
            long sent = usages.stream().mapToLong(Usage::prompt).sum();
            double cached = sent == 0 ? 0 : (double) usages.stream().mapToLong(Usage::cached).sum() / sent;
            return new Forecast(model, prompt, cached,
                    mean(recorded, requests, answer -> tokens(answer).completion()), latency(recorded, requests), 0,
                    "tokens as the host charged them for %,d recorded answers".formatted(recorded.size()));
        }
        var prompts = PromptBuilder.of(task, teacher);
        double[] counts = counts(examples, example -> counter.count(prompts.build(example)));
        Expected prompt = within(counts, examples.size(), counter.isExact() ? EXACT : TokenCounter.SAFETY);
        String counted = "prompts counted with %s on %,d texts".formatted(counter.basis(), counts.length);
        if (believed) {
            Expected completion = mean(recorded, requests, answer -> counter.count(answer.raw()));
            return new Forecast(model, prompt, 0, completion, latency(recorded, requests), counts.length,
                    "%s, answers on %,d recorded ones".formatted(counted, recorded.size()));
        }
        Expected completion = assumed(teacher);
        return new Forecast(model, prompt, 0, completion, Optional.empty(), counts.length,
                "%s; answers taken to be %.0f to %.0f tokens long".formatted(counted, completion.low(),
                        completion.high()));
    }

    private static double[] counts(Collection<Example> examples, ToDoubleFunction<Example> count) {
        int step = Math.max(1, Math.ceilDiv(examples.size(), SAMPLE));
        var counts = new ArrayList<Double>();
        int index = 0;
        for (Example example : examples) {
            if (index++ % step == 0) {
                counts.add(count.applyAsDouble(example));
            }
        }
        return counts.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /// @param factor how far each count may be off, to either side
    private static Expected within(double[] counts, int texts, double factor) {
        if (counts.length == 0) {
            return Expected.NOTHING;
        }
        double sum = 0;
        for (double count : counts) {
            sum += count;
        }
        Expected mean = counts.length == texts || counts.length < 2
                ? Expected.exactly(sum / counts.length)
                : Expected.ofSample(counts, texts);
        return new Expected(mean.low() / factor, mean.mean(), mean.high() * factor);
    }

    private static Expected mean(List<Answer> recorded, long requests, ToDoubleFunction<Answer> figure) {
        return Expected.ofSample(recorded.stream().mapToDouble(figure).toArray(), requests);
    }

    /// One response with several choices charges the first, so the others have had nothing.
    private static Usage tokens(Answer answer) {
        return answer.usage().orElse(Usage.NONE);
    }

    private static Optional<Expected> latency(List<Answer> recorded, long requests) {
        double[] seconds = recorded.stream().flatMap(answer -> answer.latency().stream())
                .mapToDouble(Duration::toNanos).map(nanos -> nanos / 1e9).toArray();
        return seconds.length < ENOUGH ? Optional.empty() : Optional.of(Expected.ofSample(seconds, requests));
    }

    private static Expected assumed(Teacher teacher) {
        Expected tokens = switch (teacher.style()) {
            case SIMPLE -> SIMPLE_ANSWER;
            case COT -> COT_ANSWER;
        };
        return teacher.sampling().maxTokens().isPresent()
                ? tokens.atMost(teacher.sampling().maxTokens().getAsInt())
                : tokens;
    }
}
