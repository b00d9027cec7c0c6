package dev.retort.bill;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All factors a bill rests on, each with source and date. The built-in ones age; a user's own file goes first, see
/// [FactorFiles].
///
/// @param prices of tokens, by model
/// @param sizes of open models, for [LlmEnergy]
/// @param energies published kWh of 100 generated tokens of models of undisclosed size
/// @param instances dollars per hour
/// @param powers watts, by hardware
/// @param grids grams of CO2e per kWh, by cloud region (`aws us-east-1`), country (`DEU`) or `world`
public record Factors(PriceTable prices, List<ModelSize> sizes, Map<String, Figure> energies, FactorTable instances,
        FactorTable powers, FactorTable grids) {
    public Factors {
        sizes = List.copyOf(sizes);
        energies = Map.copyOf(energies);
    }

    /// The tables that Retort ships.
    public static Factors builtIn() {
        return FactorFiles.builtIn();
    }

    /// kWh of one request to a model: by its size where that is public, else by a published figure for 100 tokens.
    ///
    /// @param completionTokens generated
    public Figure requestEnergy(String model, double completionTokens, double pue) {
        for (String candidate : ModelId.candidates(model)) {
            Optional<ModelSize> size = sizes.stream().filter(one -> ModelId.canonical(one.model()).equals(candidate))
                    .findFirst();
            if (size.isPresent()) {
                return LlmEnergy.ofRequest(size.get(), completionTokens, pue);
            }
            Figure published = energies.get(candidate);
            if (published != null) {
                return published.times(completionTokens / 100, Unit.KILOWATT_HOURS,
                        "published kWh of 100 tokens out x %.1f / 100; prompt ignored".formatted(completionTokens));
            }
        }
        return Figure.notKnown(Unit.KILOWATT_HOURS, "the size of '%s' is not public".formatted(model));
    }
}
