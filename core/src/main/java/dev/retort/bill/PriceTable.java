package dev.retort.bill;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Prices by model. Where several hosts offer a model, the first listed stands for it unless the host is named; the
/// price's source says whose list it is.
public final class PriceTable {
    private final List<ModelPrice> prices;
    private final Map<String, List<ModelPrice>> byModel = new LinkedHashMap<>();

    public PriceTable(List<ModelPrice> prices) {
        this.prices = List.copyOf(prices);
        for (ModelPrice price : prices) {
            byModel.computeIfAbsent(ModelId.canonical(price.model()), _ -> new ArrayList<>()).add(price);
        }
    }

    public List<ModelPrice> prices() {
        return prices;
    }

    /// The price of a model under any of the ids that hosts give it, such as
    /// `mistralai/Mixtral-8x7B-Instruct-v0.1`; empty if the table does not have the model.
    public Optional<ModelPrice> find(String model) {
        return find(model, "");
    }

    /// @param host whose price is wanted, such as `deepinfra`; where it is unknown or does not offer the model, the
    ///        first listed stands in
    public Optional<ModelPrice> find(String model, String host) {
        String wanted = host.strip().toLowerCase(Locale.ROOT);
        for (String candidate : ModelId.candidates(model)) {
            List<ModelPrice> offers = byModel.get(candidate);
            if (offers != null) {
                return offers.stream().filter(offer -> offer.host().map(wanted::equals).orElse(false)).findFirst()
                        .or(() -> offers.stream().findFirst());
            }
        }
        return Optional.empty();
    }

    /// This table with some prices before its own.
    public PriceTable withOverrides(List<ModelPrice> overrides) {
        var all = new ArrayList<>(overrides);
        all.addAll(prices);
        return new PriceTable(all);
    }
}
