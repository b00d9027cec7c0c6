package dev.retort.bill;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads factors from JSON: one object with any of the members
///
/// - `models`: `[{"model", "host", "input", "output", "cached-input", "source", "date"}]`, dollars per million tokens
/// - `sizes`: `[{"model", "total", "active", "source", "date"}]`, billions of parameters
/// - `energies`: `[{"model", "low", "high", "source", "date"}]`, kWh of 100 generated tokens
/// - `instances`, `powers`, `grids`: `[{"name", "value", "source", "date"}]` in $/h, W, g CO2e/kWh; `low` and `high`
///   instead of `value` for a range
///
/// `host`, `cached-input`, `source` (then the file's name) and `date` may be left out. Also reads the price map that
/// LiteLLM publishes.
public final class FactorFiles {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private FactorFiles() {}

    static Factors builtIn() {
        try (InputStream file = FactorFiles.class.getResourceAsStream("factors.json")) {
            if (file == null) {
                throw new IllegalStateException("the resource factors.json is missing from Retort's own jar");
            }
            var empty = new Factors(new PriceTable(List.of()), List.of(), Map.of(),
                    new FactorTable("instance", Unit.DOLLARS_PER_HOUR, Map.of()),
                    new FactorTable("hardware", Unit.WATTS, Map.of()),
                    new FactorTable("grid", Unit.GRAMS_PER_KILOWATT_HOUR, Map.of()));
            return read(empty, new String(file.readAllBytes(), StandardCharsets.UTF_8), "factors.json");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Factors with those of a file before them.
    ///
    /// @param name the file's, for messages and as the source of what names none
    /// @throws IllegalArgumentException if the file is not of this form
    public static Factors read(Factors base, String json, String name) {
        JsonNode file = parse(json, name);
        var prices = new ArrayList<ModelPrice>();
        for (JsonNode model : list(file, "models", name)) {
            prices.add(new ModelPrice(word(model, "model", name), optionalWord(model, "host"),
                    number(model, "input", name), number(model, "output", name), optionalNumber(model, "cached-input"),
                    source(model, name)));
        }
        var sizes = new ArrayList<ModelSize>();
        for (JsonNode size : list(file, "sizes", name)) {
            sizes.add(new ModelSize(word(size, "model", name), number(size, "total", name),
                    number(size, "active", name), source(size, name)));
        }
        sizes.addAll(base.sizes());
        var energies = new LinkedHashMap<>(base.energies());
        for (JsonNode energy : list(file, "energies", name)) {
            energies.put(ModelId.canonical(word(energy, "model", name)), figure(energy, Unit.KILOWATT_HOURS, name));
        }
        return new Factors(base.prices().withOverrides(prices), sizes, energies,
                base.instances().withOverrides(figures(file, "instances", Unit.DOLLARS_PER_HOUR, name)),
                base.powers().withOverrides(figures(file, "powers", Unit.WATTS, name)),
                base.grids().withOverrides(figures(file, "grids", Unit.GRAMS_PER_KILOWATT_HOUR, name)));
    }

    /// Prices from the JSON price map that LiteLLM publishes: a flat object by model id with costs for one token.
    /// Entries without both costs and `sample_spec` are skipped. Ids without a provider come first, and models that are
    /// free somewhere last: what one host gives away does not price another's.
    ///
    /// @param source of all of them, with the date of the copy
    /// @throws IllegalArgumentException if this is not such a map
    public static List<ModelPrice> readLiteLlm(String json, Source source) {
        var plain = new ArrayList<ModelPrice>();
        var routed = new ArrayList<ModelPrice>();
        var free = new ArrayList<ModelPrice>();
        for (Map.Entry<String, JsonNode> entry : parse(json, source.name()).properties()) {
            JsonNode model = entry.getValue();
            JsonNode input = model.path("input_cost_per_token");
            JsonNode output = model.path("output_cost_per_token");
            if (entry.getKey().equals("sample_spec") || !input.isNumber() || !output.isNumber()) {
                continue;
            }
            JsonNode cached = model.path("cache_read_input_token_cost");
            String id = entry.getKey();
            boolean isFree = input.doubleValue() == 0 && output.doubleValue() == 0;
            (isFree ? free : id.contains("/") ? routed : plain).add(new ModelPrice(
                    id.substring(id.lastIndexOf('/') + 1),
                    optionalWord(model, "litellm_provider"), input.doubleValue() * 1e6, output.doubleValue() * 1e6,
                    cached.isNumber() ? OptionalDouble.of(cached.doubleValue() * 1e6) : OptionalDouble.empty(),
                    source));
        }
        plain.addAll(routed);
        plain.addAll(free);
        return plain;
    }

    private static JsonNode parse(String json, String name) {
        try {
            JsonNode file = JSON.readTree(json);
            if (file.isObject()) {
                return file;
            }
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException("%s: not JSON: %s".formatted(name, malformed.getOriginalMessage()),
                    malformed);
        }
        throw new IllegalArgumentException("%s: must be one JSON object".formatted(name));
    }

    private static JsonNode list(JsonNode file, String member, String name) {
        JsonNode list = file.path(member);
        if (!list.isMissingNode() && !list.isArray()) {
            throw new IllegalArgumentException("%s: '%s' must be a list".formatted(name, member));
        }
        return list;
    }

    private static Map<String, Figure> figures(JsonNode file, String member, Unit unit, String name) {
        var figures = new LinkedHashMap<String, Figure>();
        for (JsonNode entry : list(file, member, name)) {
            figures.put(word(entry, "name", name), figure(entry, unit, name));
        }
        return figures;
    }

    private static Figure figure(JsonNode entry, Unit unit, String name) {
        if (entry.has("value")) {
            return Figure.published(number(entry, "value", name), unit, source(entry, name));
        }
        return new Figure.Between(number(entry, "low", name), number(entry, "high", name), unit, Basis.PUBLISHED, "",
                source(entry, name));
    }

    private static String word(JsonNode entry, String member, String name) {
        return optionalWord(entry, member).orElseThrow(() -> new IllegalArgumentException(
                "%s: every entry needs a '%s', got %s".formatted(name, member, entry)));
    }

    private static Optional<String> optionalWord(JsonNode entry, String member) {
        return entry.path(member).isString() ? Optional.of(entry.path(member).stringValue()) : Optional.empty();
    }

    private static double number(JsonNode entry, String member, String name) {
        return optionalNumber(entry, member).orElseThrow(() -> new IllegalArgumentException(
                "%s: every entry needs a number '%s', got %s".formatted(name, member, entry)));
    }

    private static OptionalDouble optionalNumber(JsonNode entry, String member) {
        return entry.path(member).isNumber()
                ? OptionalDouble.of(entry.path(member).doubleValue())
                : OptionalDouble.empty();
    }

    private static Source source(JsonNode entry, String name) {
        String date = optionalWord(entry, "date").orElse("");
        try {
            return new Source(optionalWord(entry, "source").orElse(name),
                    date.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(date)));
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException("%s: 'date' must be as in 2026-08-31, got '%s'".formatted(name, date),
                    malformed);
        }
    }
}
