package dev.retort.workspace;

import dev.retort.teacher.Ask;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.KnownHost;
import dev.retort.teacher.Mode;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.RateLimits;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Structured;
import dev.retort.teacher.Teacher;
import dev.retort.votes.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads `teachers:`.
final class TeachersSection {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,63}");

    private final Path dir;
    private final Optional<String> pricedAs;
    private final Weights weights;
    private final YamlProblems problems;

    private TeachersSection(Path dir, Optional<String> pricedAs, Weights weights, YamlProblems problems) {
        this.dir = dir;
        this.pricedAs = pricedAs;
        this.weights = weights;
        this.problems = problems;
    }

    /// @param asks the teachers without a fault
    /// @param names of all teachers
    record Teachers(List<Ask> asks, Set<String> names) {}

    /// @param pricedAs for teachers that do not say
    /// @param weights what votes count
    static Teachers read(Section root, Path dir, Optional<String> pricedAs, Weights weights) {
        return new TeachersSection(dir, pricedAs, weights, root.problems()).asks(root
                .requiredItems("teachers", "teachers: [{name: gpt, host: openai, model: gpt-4o-mini, prompt: cot}]"));
    }

    private Teachers asks(List<Node> items) {
        var asks = new ArrayList<Ask>();
        var names = new LinkedHashSet<String>();
        for (Node item : items) {
            if (item instanceof MappingNode mapping) {
                String called = Section.peek(mapping, "name").map("teacher '%s'"::formatted).orElse("teacher");
                var section = new Section(mapping, WorkspaceKeys.TEACHER, called, problems);
                ask(section).ifPresent(asks::add);
                section.text("name").filter(name -> !names.add(name))
                        .ifPresent(name -> section.problem("name", "another teacher has this name; rename one"));
            } else {
                problems.add(item, "teachers: a teacher must be a mapping with name, host and model, got "
                        + Section.describe(item));
            }
        }
        return new Teachers(asks, names);
    }

    private Optional<Ask> ask(Section section) {
        Optional<String> name = section.requiredText("name", "name: mixtral").filter(text -> named(section, text));
        Optional<String> model = section.requiredText("model", "model: gpt-4o-mini");
        Optional<HostSettings> host = HostKeys.read(section, dir, model.orElse(""));
        PromptStyle prompt = section.word("prompt", PromptStyle::of, "simple", "cot").orElse(PromptStyle.SIMPLE);
        Optional<String> template = template(section);
        Sampling sampling = sampling(section);
        Structured structured = structured(section, host, prompt, template.isPresent());
        boolean logprobs = logprobs(section, host);
        boolean stopEarly = stopEarly(section);
        long votes = section.whole("votes", "3").orElse(1L);
        RateLimits limits = OptionsSections.limits(section);
        Mode mode = mode(section, host, stopEarly);
        Optional<String> itsPrice = section.text("priced-as").or(() -> pricedAs);
        if (votes < 1 || votes > 99) {
            section.problem("votes", "votes must be from 1 to 99, got %d; write 'votes: 3'".formatted(votes));
            return Optional.empty();
        }
        if (name.isEmpty() || model.isEmpty() || host.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Ask(
                new Teacher(name.get(), host.get(), model.get(), prompt, template, sampling, structured, logprobs,
                        itsPrice),
                (int) votes, stopEarly && mode == Mode.REQUESTS, limits, mode));
    }

    private static boolean logprobs(Section section, Optional<HostSettings> host) {
        boolean asked = section.flag("logprobs").orElse(false);
        if (asked && host.orElse(null) instanceof HostSettings.Http http && !http.known().logprobs()) {
            section.problem("logprobs", "host %s tells no probabilities; remove logprobs".formatted(http.word()));
        }
        return asked;
    }

    private boolean stopEarly(Section section) {
        boolean asked = section.flag("stop-early").orElse(false);
        if (asked && weights != Weights.EQUAL) {
            section.problem("stop-early",
                    ("stop-early cannot be true with 'votes: weights: %s', where one more vote may "
                            + "outweigh those before; write 'stop-early: false'").formatted(weights.word()));
        }
        return asked;
    }

    private static Mode mode(Section section, Optional<HostSettings> host, boolean stopEarly) {
        Mode mode = section.word("mode", Mode::of, "requests", "batch").orElse(Mode.REQUESTS);
        if (mode == Mode.BATCH && host.isPresent()
                && !(host.get() instanceof HostSettings.Http http && http.known().batches())) {
            section.problem("mode",
                    "mode: batch needs OpenAI's Batch API, which is not known of host %s; it goes with %s; remove it"
                            .formatted(host.get().word(), String.join(", ",
                                    KnownHost.ALL.stream().filter(KnownHost::batches).map(KnownHost::word).toList())));
        }
        if (mode == Mode.BATCH && stopEarly) {
            section.problem("stop-early",
                    "stop-early does not go with mode: batch, where all votes are asked at once; remove one of them");
        }
        return mode;
    }

    private static Structured structured(Section section, Optional<HostSettings> host, PromptStyle prompt,
            boolean ownTemplate) {
        Optional<Structured> asked = section.word("structured", Structured::of, "auto", "schema", "json", "none");
        if (!(host.orElse(null) instanceof HostSettings.Http http)) {
            return Structured.NONE;
        }
        asked.filter(structured -> !http.known().takes(structured)).ifPresent(structured -> section.problem(
                "structured", "structured: %s is not known of host %s; write 'structured: auto'"
                        .formatted(structured.word(), http.word())));
        asked.filter(structured -> structured == Structured.JSON && prompt == PromptStyle.SIMPLE && !ownTemplate)
                .ifPresent(structured -> section.problem("structured", "structured: json needs a prompt that asks for "
                        + "JSON, and prompt simple asks for the label alone; write 'prompt: cot'"));
        return asked.orElse(http.known().structured());
    }

    private static boolean named(Section section, String name) {
        boolean fits = NAME.matcher(name).matches();
        if (!fits) {
            section.problem("name",
                    "name must be up to 64 letters, digits, '.', '_' and '-', and start with one of the "
                            + "first two; write for example 'name: mixtral-8x7b'");
        }
        return fits;
    }

    private Optional<String> template(Section section) {
        Optional<Path> path = section.text("template")
                .flatMap(text -> Paths.resolve(dir, text, message -> section.problem("template", message)));
        try {
            if (path.isEmpty()) {
                return Optional.empty();
            }
            String template = Files.readString(path.get());
            if (!template.contains("{text}")) {
                section.problem("template", "template '%s' has no place for the text; write {text} into it"
                        .formatted(section.text("template").orElseThrow()));
            }
            return Optional.of(template);
        } catch (IOException failure) {
            section.problem("template", "template cannot be read as UTF-8: " + failure.getMessage());
            return Optional.empty();
        }
    }

    private static Sampling sampling(Section section) {
        Optional<Double> temperature = section.decimal("temperature", "0.8")
                .filter(value -> within(section, "temperature", value >= 0 && value <= 2, "from 0 to 2", value, "0.8"));
        Optional<Double> topP = section.decimal("top-p", "0.9").filter(
                value -> within(section, "top-p", value > 0 && value <= 1, "above 0, at most 1", value, "0.9"));
        Optional<Long> maxTokens = section.whole("max-tokens", "128")
                .filter(value -> within(section, "max-tokens", value >= 1 && value <= 1_000_000, "from 1 to 1000000",
                        value, "128"));
        Optional<Long> seed = section.whole("seed", "42");
        Sampling standard = Sampling.DEFAULT;
        return new Sampling(
                section.isLeftOut("temperature")
                        ? OptionalDouble.empty()
                        : temperature.map(OptionalDouble::of).orElse(standard.temperature()),
                section.isLeftOut("top-p")
                        ? OptionalDouble.empty()
                        : topP.map(OptionalDouble::of).orElse(standard.topP()),
                section.isLeftOut("max-tokens")
                        ? OptionalInt.empty()
                        : maxTokens.map(value -> OptionalInt.of(value.intValue())).orElse(standard.maxTokens()),
                seed.map(OptionalLong::of).orElse(standard.seed()));
    }

    private static boolean within(Section section, String key, boolean holds, String rule, Object value,
            String example) {
        if (!holds) {
            section.problem(key,
                    "%s must be %s, got %s; write '%s: %s'".formatted(key, rule, value, key, example));
        }
        return holds;
    }
}
