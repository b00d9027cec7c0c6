package dev.retort.workspace;

import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.Ask;
import dev.retort.teacher.Budget;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.RateLimits;
import dev.retort.votes.OnUnreadable;
import dev.retort.votes.TieRule;
import dev.retort.votes.VoteRules;
import dev.retort.votes.Weights;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `votes:`, `annotate:` and the options under `student:`. Which values are allowed is the option records' to
/// say: each key is tried on the record alone, so that every refusal has its line.
final class OptionsSections {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)(ms|s|m|h)");
    /// What AutoTrain and transformers call the values of optimizer and scheduler.
    private static final Map<String, String> AUTOTRAINS_WORDS = Map.of("adamw_torch", "adamw", "cosine_warmup",
            "cosine", "constant_with_warmup", "constant");

    private OptionsSections() {}

    static VoteRules votes(Section root) {
        VoteRules standard = VoteRules.DEFAULT;
        return root.section("votes", WorkspaceKeys.VOTES, "votes")
                .map(section -> new VoteRules(
                        section.word("ties", TieRule::of, "abstain", "random", "first").orElse(standard.ties()),
                        section.word("on-unreadable", OnUnreadable::of, "keep", "random")
                                .orElse(standard.onUnreadable()),
                        section.whole("seed", "42").orElse(standard.seed()),
                        section.word("weights", Weights::of, "equal", "logprobs").orElse(standard.weights())))
                .orElse(standard);
    }

    /// Weights need a teacher who can have them.
    static void checkWeights(Section root, VoteRules votes, List<Ask> asks) {
        boolean possible = asks.isEmpty() || asks.stream().map(Ask::teacher)
                .anyMatch(teacher -> teacher.logprobs() || teacher.host() instanceof HostSettings.Replay);
        if (votes.weights() == Weights.LOGPROBS && !possible) {
            root.problem("votes", "votes: weights: logprobs needs a teacher whose host tells probabilities; "
                    + "write 'logprobs: true' under one, or 'weights: equal'");
        }
    }

    static AnnotateOptions annotate(Section root) {
        return root.section("annotate", WorkspaceKeys.ANNOTATE, "annotate").map(OptionsSections::annotateOptions)
                .orElse(AnnotateOptions.DEFAULT);
    }

    private static AnnotateOptions annotateOptions(Section section) {
        AnnotateOptions a = AnnotateOptions.DEFAULT;
        a = set(section, "in-flight", a, section.whole("in-flight", "64"),
                (old, value) -> old.withInFlight(integer(value)));
        a = set(section, "attempts", a, section.whole("attempts", "8"),
                (old, value) -> old.withAttempts(integer(value)));
        a = set(section, "timeout", a, duration(section, "timeout", "120s"), AnnotateOptions::withTimeout);
        a = set(section, "first-backoff", a, duration(section, "first-backoff", "500ms"),
                AnnotateOptions::withFirstBackoff);
        a = set(section, "longest-backoff", a, duration(section, "longest-backoff", "60s"),
                AnnotateOptions::withLongestBackoff);
        a = set(section, "retry-for", a, duration(section, "retry-for", "10m"), AnnotateOptions::withRetryFor);
        RateLimits limits = limits(section);
        Budget budget = section.section("budget", WorkspaceKeys.BUDGET, "annotate: budget")
                .map(OptionsSections::budget).orElse(Budget.UNLIMITED);
        return a.withLimits(limits).withBudget(budget);
    }

    private static Budget budget(Section section) {
        Budget budget = Budget.UNLIMITED;
        budget = set(section, "usd", budget, section.decimal("usd", "5"),
                (old, value) -> new Budget(OptionalDouble.of(value), old.tokens(), old.time()));
        budget = set(section, "tokens", budget, section.whole("tokens", "1000000"),
                (old, value) -> new Budget(old.usd(), OptionalLong.of(value), old.time()));
        return set(section, "minutes", budget, section.decimal("minutes", "30"), (old, value) -> new Budget(old.usd(),
                old.tokens(), Optional.of(Duration.ofMillis(Math.round(value * 60_000)))));
    }

    /// `requests-per-minute` and `tokens-per-minute`, of the workspace or of one teacher.
    static RateLimits limits(Section section) {
        RateLimits limits = RateLimits.LEARNED;
        limits = set(section, "requests-per-minute", limits, section.whole("requests-per-minute", "600"),
                (old, value) -> new RateLimits(OptionalLong.of(value), old.tokensPerMinute()));
        return set(section, "tokens-per-minute", limits, section.whole("tokens-per-minute", "60000"),
                (old, value) -> new RateLimits(old.requestsPerMinute(), OptionalLong.of(value)));
    }

    /// Every option is read by its form; a new one needs no line here.
    static TrainOptions student(Section section, Optional<String> base) {
        TrainOptions options = TrainOptions.DEFAULT;
        for (TrainOption<?> option : TrainOption.all()) {
            Optional<?> value = option.equals(TrainOption.BASE) ? base : value(section, option);
            options = set(section, option.key(), options, value, (old, given) -> old.withPlain(option, given));
        }
        return options;
    }

    private static Optional<?> value(Section section, TrainOption<?> option) {
        return switch (option.form()) {
            case WHOLE -> section.whole(option.key(), "5");
            case DECIMAL -> section.decimal(option.key(), "0.1");
            case FLAG -> section.flag(option.key());
            case WORD -> word(section, option);
            case OTHER -> section.plain(option.key());
        };
    }

    private static Optional<String> word(Section section, TrainOption<?> option) {
        if (option.equals(TrainOption.MIXED_PRECISION) && section.plain(option.key()).equals(Optional.of("fp16"))) {
            section.problem(option.key(),
                    "mixed-precision cannot be fp16, in which gradients vanish unless the loss is "
                            + "scaled; write 'mixed-precision: bf16', which needs no scaling");
            return Optional.empty();
        }
        return section.word(option.key(),
                word -> Optional.of(AUTOTRAINS_WORDS.getOrDefault(word, word)).filter(option.words()::contains),
                option.words().toArray(String[]::new));
    }

    /// A value beyond int is still out of every option's range as the largest int.
    private static int integer(Object value) {
        return Math.clamp((Long) value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /// The options with one value set, or as before where the options refuse it.
    private static <O, V> O set(Section section, String key, O old, Optional<V> value, BiFunction<O, V, O> setter) {
        try {
            return value.map(given -> setter.apply(old, given)).orElse(old);
        } catch (IllegalArgumentException refused) {
            section.problem(key, refused.getMessage() + "; leave the key out for the default");
            return old;
        }
    }

    private static Optional<Duration> duration(Section section, String key, String example) {
        Optional<String> text = section.text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = DURATION.matcher(text.get());
        Optional<Duration> duration = matcher.matches()
                ? Optional.of(
                        Duration.ofMillis(Math.round(Double.parseDouble(matcher.group(1)) * millis(matcher.group(2)))))
                : Optional.empty();
        if (duration.isEmpty() || duration.get().isZero()) {
            section.problem(key, "%s must be a time above 0 with its unit (ms, s, m, h), got '%s'; write '%s: %s'"
                    .formatted(key, text.get(), key, example));
            return Optional.empty();
        }
        return duration;
    }

    private static long millis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1000;
            case "m" -> 60_000;
            default -> 3_600_000;
        };
    }
}
